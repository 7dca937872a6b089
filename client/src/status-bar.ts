import * as vscode from "vscode";
import type { OpenInputs } from "./inputs/open-inputs.js";
import type { RunController } from "./runs/run-controller.js";

/** Runs of this window that go on, those that failed since somebody looked, and who waits for an answer. */
export class StatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem(
    "millrace.runs",
    vscode.StatusBarAlignment.Left,
    10,
  );
  readonly #questions = vscode.window.createStatusBarItem(
    "millrace.inputs",
    vscode.StatusBarAlignment.Left,
    9,
  );
  readonly #subscriptions: vscode.Disposable[];
  #failed = 0;

  constructor(
    private readonly runs: RunController,
    private readonly inputs: OpenInputs,
  ) {
    this.#item.name = "Millrace Runs";
    this.#item.command = "millrace.runs.focus";
    this.#questions.name = "Millrace Questions";
    this.#questions.command = "millrace.answerInput";
    this.#subscriptions = [
      runs.onDidEnd((run) => {
        if (run.failed) this.#failed++;
        this.#show();
      }),
      runs.onDidChange(() => this.#show()),
      inputs.onDidChange(() => this.#showQuestions()),
    ];
  }

  /** Somebody looked at what failed. */
  seen(): void {
    this.#failed = 0;
    this.#show();
  }

  dispose(): void {
    this.#item.dispose();
    this.#questions.dispose();
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
  #showQuestions(): void {
    const { length } = this.inputs.all;
    void vscode.commands.executeCommand("setContext", "millrace.asked", length > 0);
    this.#questions.text = `$(question) ${length} waiting for an answer`;
    this.#questions.tooltip = "Millrace: answer what runs ask";
    this.#questions.backgroundColor = new vscode.ThemeColor("statusBarItem.warningBackground");
    if (length > 0) this.#questions.show();
    else this.#questions.hide();
  }
}
