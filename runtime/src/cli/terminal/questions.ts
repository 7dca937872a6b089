/** Asks the person at this terminal what the run asks for, one question at a time. */
import { createInterface } from "node:readline/promises";
import type { InputRequest, RunEvent } from "@millrace/protocol";
import { meantBy, wantedBy } from "../../inputs/answer-text.js";
import { openQuestion, question } from "./question.js";
import type { Theme } from "./theme.js";

export interface Terminal {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
  theme: Theme;
  /** Nothing else is written to the terminal until what this returns is called. */
  hold(): () => void;
  /** @returns why the answer was not taken, where it was not */
  answer(request: InputRequest, value: unknown): Promise<string | undefined>;
  /** Ctrl-C was pressed. */
  interrupt(): void;
  /** Ctrl-D was pressed, or the input is at its end: from now on nobody is asked here. */
  leave(): void;
}

export class Questions {
  readonly #terminal: Terminal;
  readonly #open = new Map<string, InputRequest>();
  #left = false;
  #asking: { id: string; stop: AbortController } | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  event(event: RunEvent): void {
    if (event.type === "input-requested") {
      this.#open.set(event.request.id, event.request);
      if (this.#asking === undefined && !this.#left) void this.#askAll();
    } else if (event.type === "input-settled") {
      this.#open.delete(event.request);
      // Somebody else has answered, or nobody waits any more.
      if (this.#asking?.id === event.request) this.#asking.stop.abort();
    }
  }

  close(): void {
    this.#open.clear();
    this.#asking?.stop.abort();
  }

  async #askAll(): Promise<void> {
    for (const request of this.#open.values()) {
      const stop = new AbortController();
      this.#asking = { id: request.id, stop };
      const release = this.#terminal.hold();
      try {
        await this.#ask(request, stop.signal);
      } catch {
        // The question is gone, or the terminal is.
      } finally {
        if (this.#left) this.#handOver();
        release();
        this.#asking = undefined;
      }
      if (this.#left) return;
    }
  }

  /** Says of what is still asked how it is answered from elsewhere; of what follows, the view does. */
  #handOver(): void {
    const { output, theme, leave } = this.#terminal;
    const open = [...this.#open.values()].flatMap((request) => openQuestion(request, theme));
    output.write(["", theme.colors.dim("  not asked here any more"), ...open, ""].join("\n"));
    leave();
  }

  /** Until the answer is taken. */
  async #ask(request: InputRequest, signal: AbortSignal): Promise<void> {
    const { input, output, theme, interrupt } = this.#terminal;
    const { bold, dim, red } = theme.colors;
    const lines = createInterface({ input, output, terminal: true });
    lines.on("SIGINT", interrupt);
    // A question that is put to a closed terminal is never answered.
    const onClose = () => {
      this.#left = true;
      this.#asking?.stop.abort();
    };
    lines.once("close", onClose);
    const prompt = `${theme.glyph("Paused")} ${bold(question(request))} ${dim(`(${wantedBy(request.schema)})`)} `;
    try {
      while (this.#open.has(request.id)) {
        const text = await lines.question(prompt, { signal });
        const refusal = await this.#terminal.answer(request, meantBy(request.schema, text));
        if (refusal === undefined) return;
        output.write(`  ${red(refusal)}\n`);
      }
    } finally {
      lines.off("close", onClose);
      lines.close();
    }
  }
}
