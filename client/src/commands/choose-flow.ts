import type { FlowRef, FlowSummary, RunOverview } from "@millrace/protocol";
import * as vscode from "vscode";
import type { Graphs } from "../language/graphs.js";
import type { RunTarget } from "../runs/live-run.js";
import { flowOfItem } from "../views/flows-tree.js";

/** The flow a command is about: the one it was given, the one at the cursor, or the one picked. */
export async function chooseFlow(
  graphs: Graphs,
  argument: unknown,
): Promise<FlowSummary | undefined> {
  const item = flowOfItem(argument);
  if (item) return item;
  const all = await graphs.flows();
  if (isFlowRef(argument)) return find(all, argument);
  return flowAtCursor(all) ?? (await pickFlow(all));
}

/** Lets a person pick a flow of the workspace. */
export async function pickFlow(flows: FlowSummary[]): Promise<FlowSummary | undefined> {
  if (flows.length === 0) {
    void vscode.window.showInformationMessage("There is no flow in this workspace yet.");
    return undefined;
  }
  const items = flows.map((flow) => ({
    label: flow.name,
    description: vscode.workspace.asRelativePath(vscode.Uri.parse(flow.uri)),
    flow,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: "Which flow?",
    matchOnDescription: true,
  });
  return picked?.flow;
}

export function targetOf({ key, name, uri, exportName }: FlowSummary): RunTarget {
  return { key, name, uri, exportName, file: vscode.Uri.parse(uri).fsPath };
}

function find(flows: FlowSummary[], { uri, flow }: FlowRef): FlowSummary | undefined {
  const wanted = vscode.Uri.parse(uri).toString();
  return flows.find(
    (one) =>
      vscode.Uri.parse(one.uri).toString() === wanted &&
      (one.exportName === flow || one.key === flow),
  );
}

/** What to run for a run of the history: its flow as the code has it now, where it still has it. */
export async function targetOfRun(graphs: Graphs, run: RunOverview): Promise<RunTarget> {
  const { flow: name, flowKey: key, file } = run;
  const exportName = run.exportName ?? name;
  const known = knownFlow(await graphs.flows(), file, exportName);
  const uri = vscode.Uri.file(file).toString();
  return known ? targetOf(known) : { key, name, uri, file, exportName };
}

/** The flow that a file exports under this name. */
export function knownFlow(
  flows: FlowSummary[],
  file: string,
  exportName: string,
): FlowSummary | undefined {
  const uri = vscode.Uri.file(file).toString();
  return flows.find(
    (flow) => vscode.Uri.parse(flow.uri).toString() === uri && flow.exportName === exportName,
  );
}

function flowAtCursor(flows: FlowSummary[]): FlowSummary | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const uri = editor.document.uri.toString();
  const here = flows.filter((flow) => vscode.Uri.parse(flow.uri).toString() === uri);
  const { line } = editor.selection.active;
  const at = here.find(({ range: { start, end } }) => start.line <= line && line <= end.line);
  return at ?? (here.length === 1 ? here[0] : undefined);
}

function isFlowRef(argument: unknown): argument is FlowRef {
  const { uri, flow } = (argument ?? {}) as Partial<FlowRef>;
  return typeof uri === "string" && typeof flow === "string";
}
