import type { HostToPanel, PanelToHost, Snapshot } from "@millrace/protocol";
import type * as vscode from "vscode";

/** A delta before it gets its number. */
export type Delta = HostToPanel extends infer Message
  ? Message extends Snapshot
    ? never
    : Omit<Message, "seq">
  : never;

/**
 * The host's end of the wire to one panel. Nothing is posted before the panel says `ready`; the
 * answer is a snapshot, and what follows is numbered, so that the panel sees a gap.
 */
export class PanelChannel implements vscode.Disposable {
  #ready = false;
  #seq = 0;
  readonly #waiting: Delta[] = [];
  readonly #subscription: vscode.Disposable;

  constructor(
    private readonly webview: vscode.Webview,
    private readonly snapshot: () => Omit<Snapshot, "type" | "seq">,
    /** What is shown and has no place in a snapshot. */
    private readonly beyondSnapshot: () => Delta[],
    receive: (message: Exclude<PanelToHost, { type: "ready" }>) => void,
  ) {
    this.#subscription = webview.onDidReceiveMessage((message: PanelToHost) => {
      if (message.type !== "ready") return receive(message);
      this.#ready = true;
      this.replace();
    });
  }

  /** Sends everything anew. */
  replace(): void {
    if (!this.#ready) return;
    this.#post({ type: "snapshot", seq: ++this.#seq, ...this.snapshot() });
    for (const delta of this.beyondSnapshot()) this.post(delta);
    for (const command of this.#waiting.splice(0)) this.post(command);
  }

  post(delta: Delta): void {
    if (this.#ready) this.#post({ ...delta, seq: ++this.#seq } as HostToPanel);
    // What is shown comes with the snapshot; what is to be done does not.
    else if (delta.type === "command") this.#waiting.push(delta);
  }

  /** A hidden panel loses its page; the next one says `ready` again. */
  hidden(): void {
    this.#ready = false;
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #post(message: HostToPanel): void {
    void this.webview.postMessage(message);
  }
}
