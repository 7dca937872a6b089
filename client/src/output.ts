import type { RunEvent } from "@millrace/protocol";
import * as vscode from "vscode";
import { linesOf } from "./run-text.js";
import type { LiveRun } from "./runs/live-run.js";
import { labelOf } from "./runs/run-model.js";

/** Lines of one run that the channel takes; the rest is in the panel and the store. */
const LINES_A_RUN = 50_000;

/** The output channel: what runs report, in our log language. */
export class RunLog implements vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel("Millrace", "millrace-log");

  append(text: string): void {
    this.#channel.append(text);
  }

  show(): void {
    this.#channel.show(true);
  }

  /** Writes everything the run reports, in bunches. */
  follow(run: LiveRun): void {
    const names = new Map<string, string>();
    let waiting: string[] = [];
    let written = 0;
    const flush = () => {
      this.#channel.append(waiting.map((line) => `${line}\n`).join(""));
      waiting = [];
    };
    const write = (event: RunEvent) => {
      if (event.type === "run-started") names.set(event.run, `${event.flow} ${labelOf(event.run)}`);
      if (event.type === "task-state") names.set(event.task, event.name);
      if (written > LINES_A_RUN) return;
      const lines = linesOf(event, names);
      written += lines.length;
      if (written > LINES_A_RUN)
        lines.push("… more lines than anyone reads; the panel has the last ones");
      if (lines.length === 0) return;
      if (waiting.length === 0) setTimeout(flush, 100);
      waiting.push(...lines);
    };
    const subscription = run.onEvent(write);
    void run.ended.then(() => subscription.dispose());
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
