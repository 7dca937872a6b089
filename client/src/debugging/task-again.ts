import type { FileRange, RunId } from "@millrace/protocol";
import * as vscode from "vscode";
import type { RunTarget } from "../runs/live-run.js";
import type { RunController } from "../runs/run-controller.js";

/** Lines of a definition looked through for where its body begins. */
const LINES = 60;
/** What ends in the brace, or the expression, of a function's body. */
const BODY = /(?:=>\s*(\{)?|\)\s*(?::[^={]*)?(\{))\s*(.*)$/;

/** Runs the flow again with its finished tasks restored, and stops in the task. */
export async function debugTaskAgain(
  runs: RunController,
  target: RunTarget,
  run: RunId,
  definition: FileRange | undefined,
): Promise<void> {
  const stopAt = definition && (await firstLine(definition));
  await runs.start(target, {
    retryOf: run,
    debug: { breakOnError: true, ...(stopAt && { stopAt: [stopAt] }) },
  });
}

/** Where the body of the function in this definition begins; undefined where it cannot be seen. */
async function firstLine({ file, range }: FileRange): Promise<vscode.Location | undefined> {
  const uri = vscode.Uri.file(file);
  const document = await vscode.workspace.openTextDocument(uri);
  const last = Math.min(document.lineCount - 1, range.start.line + LINES);
  for (let line = range.start.line; line <= last; line++) {
    const { text } = document.lineAt(line);
    const body = BODY.exec(text);
    if (!body) continue;
    const rest = body[3]?.trim() ?? "";
    const begins = rest === "" || rest.startsWith("//") ? firstCode(document, line + 1) : line;
    const column = begins === line ? text.length - (body[3]?.length ?? 0) : 0;
    return new vscode.Location(uri, new vscode.Position(begins, column));
  }
  return undefined;
}

function firstCode(document: vscode.TextDocument, from: number): number {
  let line = from;
  while (
    line < document.lineCount - 1 &&
    /^\s*(?:\/\/.*|\*.*|\/\*.*)?$/.test(document.lineAt(line).text)
  ) {
    line++;
  }
  return line;
}
