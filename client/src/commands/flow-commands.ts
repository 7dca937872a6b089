import type { PanelCommand } from "@millrace/protocol";
import * as vscode from "vscode";
import { reveal, toRange } from "../editor/reveal.js";
import type { MenuOrigin, Panels } from "../panel/panels.js";
import type { Services } from "../services.js";
import { chooseFlow, pickFlow } from "./choose-flow.js";

const PANEL_COMMANDS: PanelCommand[] = [
  "find",
  "fit",
  "expandAll",
  "collapseAll",
  "criticalPath",
  "compare",
  "nextFailed",
  "exportSvg",
  "exportPng",
  "exportMermaid",
  "exportJson",
  "openSource",
  "openDefinition",
  "logs",
  "fitSelection",
  "toggleGroup",
  "copyError",
  "retry",
  "debugTask",
];

/** Commands that show flows: their graph, their source. */
export function flowCommands(
  { graphs }: Services,
  panels: Panels,
): Record<string, (arg?: unknown) => unknown> {
  async function showGraph(argument: unknown): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    // From the title button the argument is the file.
    const flow = await chooseFlow(graphs, argument instanceof vscode.Uri ? undefined : argument);
    if (flow) await panels.open(vscode.Uri.parse(flow.uri), flow.key);
    else if (editor) await panels.open(editor.document.uri);
  }

  async function revealFlow(argument: unknown): Promise<void> {
    const flow = await chooseFlow(graphs, argument);
    if (flow) await reveal(vscode.Uri.parse(flow.uri), toRange(flow.range), false);
  }

  async function openFlow(): Promise<void> {
    const flow = await pickFlow(await graphs.flows());
    if (flow) await reveal(vscode.Uri.parse(flow.uri), toRange(flow.range), true);
  }

  const panel = PANEL_COMMANDS.map((command) => [
    `panel.${command}`,
    // From a context menu the argument says where it was asked for.
    (from?: unknown) => panels.command(command, from as MenuOrigin | undefined),
  ]);
  return {
    showGraph,
    revealFlow,
    openFlow,
    pinPanel: () => panels.pin(true),
    unpinPanel: () => panels.pin(false),
    ...Object.fromEntries(panel),
  };
}
