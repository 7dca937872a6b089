import type { Frame, RunError } from "@millrace/protocol";
import * as vscode from "vscode";
import { plain } from "../run-text.js";
import type { LiveRun } from "../runs/live-run.js";
import type { RunController } from "../runs/run-controller.js";

const LONGEST_TEXT = 120;

interface Failure {
  file: string;
  line: number;
  text: string;
  hover: string;
}

/** Shows the error at the line that threw, until the flow runs again or the line changes. */
export class Failures implements vscode.Disposable {
  readonly #type = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor("millrace.failedLineBackground"),
    overviewRulerColor: new vscode.ThemeColor("testing.iconFailed"),
    overviewRulerLane: vscode.OverviewRulerLane.Right,
    after: { margin: "0 0 0 3ch", color: new vscode.ThemeColor("errorForeground") },
  });
  /** By flow. */
  readonly #failures = new Map<string, Failure[]>();
  readonly #subscriptions: vscode.Disposable[];

  constructor(runs: RunController) {
    this.#subscriptions = [
      runs.onDidStart((run) => this.#set(run, [])),
      runs.onDidEnd((run) => this.#set(run, failuresOf(run))),
      vscode.window.onDidChangeVisibleTextEditors(() => this.#draw()),
      vscode.workspace.onDidChangeTextDocument((change) => this.#edited(change)),
    ];
  }

  dispose(): void {
    this.#type.dispose();
    for (const one of this.#subscriptions) one.dispose();
  }

  #set({ target: { uri, exportName } }: LiveRun, failures: Failure[]): void {
    this.#failures.set(`${uri}#${exportName}`, failures);
    this.#draw();
  }

  /** A changed line may have been mended; lines below it keep their errors. */
  #edited({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    for (const [flow, failures] of this.#failures) {
      const kept = failures.flatMap((failure) =>
        failure.file === document.uri.fsPath ? (moved(failure, contentChanges) ?? []) : failure,
      );
      this.#failures.set(flow, kept);
    }
    this.#draw();
  }

  #draw(): void {
    const all = [...this.#failures.values()].flat();
    for (const editor of vscode.window.visibleTextEditors) {
      const { document } = editor;
      const here = all.filter(
        ({ file, line }) => file === document.uri.fsPath && line < document.lineCount,
      );
      editor.setDecorations(
        this.#type,
        here.map((failure) => decoration(failure, document)),
      );
    }
  }
}

/** One for each place that threw: mapped tasks fail at the same line by the hundred. */
function failuresOf(run: LiveRun): Failure[] {
  const errors = (run.model?.tasks ?? []).flatMap(({ error, state }) =>
    error && state.name !== "UpstreamFailed" ? [error] : [],
  );
  const own = run.model?.run.error;
  const places = new Map<string, Failure>();
  for (const error of own ? [...errors, own] : errors) {
    const frame = error.stack.find(isOwn);
    if (!frame || !run.failed) continue;
    const place = `${frame.file}:${frame.line}`;
    if (!places.has(place)) places.set(place, failureAt(frame, error));
  }
  return [...places.values()];
}

function failureAt({ file, line }: Frame, { name, message }: RunError): Failure {
  const text = plain(`${name}: ${message}`);
  const [first = ""] = text.split("\n");
  const short = first.length > LONGEST_TEXT ? `${first.slice(0, LONGEST_TEXT)}…` : first;
  return { file, line: line - 1, text: short, hover: text };
}

/** A frame in a file that a person wrote. */
function isOwn({ file }: Frame): boolean {
  return !file.startsWith("node:") && !/[\\/]node_modules[\\/]/.test(file);
}

function moved(
  failure: Failure,
  changes: readonly vscode.TextDocumentContentChangeEvent[],
): Failure | undefined {
  let { line } = failure;
  for (const { range, text } of changes) {
    if (range.start.line <= line && line <= range.end.line) return undefined;
    if (range.end.line < line)
      line += text.split("\n").length - 1 - (range.end.line - range.start.line);
  }
  return { ...failure, line };
}

function decoration(
  { line, text, hover }: Failure,
  document: vscode.TextDocument,
): vscode.DecorationOptions {
  return {
    range: document.lineAt(line).range,
    hoverMessage: new vscode.MarkdownString().appendCodeblock(hover, "millrace-log"),
    renderOptions: { after: { contentText: text } },
  };
}
