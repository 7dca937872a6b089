import * as vscode from "vscode";
import type { RunController } from "./runs/run-controller.js";

/** Runs of this window that go on, and those that failed since somebody looked. */
export class StatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem(
    "millrace.runs",
    vscode.StatusBarAlignment.Left,
    10,
  );
  readonly #subscriptions: vscode.Disposable[];
  #failed = 0;

  constructor(private readonly runs: RunController) {
    this.#item.name = "Millrace Runs";
    this.#item.command = "millrace.runs.focus";
    this.#subscriptions = [
      runs.onDidEnd((run) => {
        if (run.failed) this.#failed++;
        this.#show();
      }),
      runs.onDidChange(() => this.#show()),
    ];
  }

  /** Somebody looked at what failed. */
  seen(): void {
    this.#failed = 0;
    this.#show();
  }

  dispose(): void {
    this.#item.dispose();
    for (const one of this.#subscriptions) one.dispose();
  }

  #show(): void {
    const running = this.runs.live.length;
    void vscode.commands.executeCommand("setContext", "millrace.running", running > 0);
    const parts = [
      ...(running > 0 ? [`$(sync~spin) ${running} running`] : []),
      ...(this.#failed > 0 ? [`$(error) ${this.#failed} failed`] : []),
    ];
    this.#item.text = parts.join("  ");
    this.#item.tooltip = "Millrace: show runs";
    const color =
      this.#failed > 0 ? new vscode.ThemeColor("statusBarItem.errorBackground") : undefined;
    this.#item.backgroundColor = color;
    if (parts.length > 0) this.#item.show();
    else this.#item.hide();
  }
}
