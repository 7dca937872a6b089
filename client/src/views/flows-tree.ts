import type { FlowSummary, Statistics, TaskSummary } from "@millrace/protocol";
import * as vscode from "vscode";
import { toRange } from "../editor/reveal.js";
import { inBrief, inFull } from "../history/statistics-text.js";
import type { HistoryTeller } from "../history/tell-server.js";
import type { Graphs } from "../language/graphs.js";
import { Rows } from "./rows.js";

/** Milliseconds that edits settle before the list is made again. */
const SETTLE = 300;

type Item =
  | { kind: "file"; uri: string; flows: FlowSummary[] }
  | { kind: "flow"; flow: FlowSummary }
  | { kind: "task"; task: TaskSummary };

/** The Flows view: files, their flows, the tasks each calls. */
export class FlowsTree implements vscode.TreeDataProvider<Item>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[];
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #rows = new Rows(
    async () => byFile(await this.graphs.flows()),
    () => this.#changed.fire(),
  );
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly graphs: Graphs,
    private readonly history: Pick<HistoryTeller, "onDidTell" | "statisticsOf">,
  ) {
    this.#subscriptions = [
      graphs.onDidChange(() => {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.refresh(), SETTLE);
      }),
      history.onDidTell(() => this.refresh()),
    ];
  }

  refresh(): void {
    this.#rows.refresh();
  }

  seen(visible: boolean): void {
    this.#rows.seen(visible);
  }

  async getChildren(item?: Item): Promise<Item[]> {
    if (!item) return await this.#rows.get();
    if (item.kind === "file") return item.flows.map((flow) => ({ kind: "flow", flow }));
    if (item.kind === "flow") return item.flow.tasks.map((task) => ({ kind: "task", task }));
    return [];
  }

  getTreeItem(item: Item): vscode.TreeItem {
    if (item.kind === "file") return fileItem(item.uri);
    if (item.kind === "task") return taskItem(item.task);
    return flowItem(item.flow, this.history.statisticsOf(item.flow));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#rows.dispose();
    for (const one of this.#subscriptions) one.dispose();
    this.#changed.dispose();
  }
}

/** The flow that a row of the view stands for. */
export function flowOfItem(item: unknown): FlowSummary | undefined {
  const { kind, flow } = (item ?? {}) as { kind?: string; flow?: FlowSummary };
  return kind === "flow" ? flow : undefined;
}

function byFile(flows: FlowSummary[]): Item[] {
  const files = new Map<string, FlowSummary[]>();
  for (const flow of flows) files.set(flow.uri, [...(files.get(flow.uri) ?? []), flow]);
  return [...files]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([uri, found]) => ({ kind: "file", uri, flows: found }));
}

function fileItem(uri: string): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.Uri.parse(uri), vscode.TreeItemCollapsibleState.Expanded);
  item.description = folderOf(vscode.Uri.parse(uri));
  item.contextValue = "file";
  return item;
}

/** As a person names it: of a folder of the workspace itself its name, where there are several. */
function folderOf(file: vscode.Uri): string {
  const folder = vscode.Uri.joinPath(file, "..");
  const root = vscode.workspace.getWorkspaceFolder(file);
  if (folder.path !== root?.uri.path) return vscode.workspace.asRelativePath(folder);
  return (vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? root.name : "";
}

function flowItem(flow: FlowSummary, known: Statistics | undefined): vscode.TreeItem {
  const state = flow.tasks.length > 0 ? "Collapsed" : "None";
  const item = new vscode.TreeItem(flow.name, vscode.TreeItemCollapsibleState[state]);
  const params = flow.params.map(({ name }) => name).join(", ");
  const signature = flow.params.map(({ name, type }) => `${name}: ${type}`).join(", ");
  item.id = `${flow.uri}#${flow.exportName}`;
  item.iconPath = new vscode.ThemeIcon("type-hierarchy-sub");
  item.description = [params, known && inBrief(known)].filter(Boolean).join(" · ");
  item.tooltip = [`${flow.exportName}(${signature})`, ...(known ? inFull(known) : [])].join("\n");
  item.contextValue = "flow";
  item.command = {
    command: "millrace.revealFlow",
    title: "Open Flow",
    arguments: [{ kind: "flow", flow }],
  };
  return item;
}

function taskItem({ name, definition }: TaskSummary): vscode.TreeItem {
  const item = new vscode.TreeItem(name);
  item.iconPath = new vscode.ThemeIcon("symbol-method");
  item.contextValue = "task";
  if (definition) {
    const selection = toRange(definition.range);
    item.command = {
      command: "vscode.open",
      title: "Open Task",
      arguments: [
        vscode.Uri.file(definition.file),
        { selection } satisfies vscode.TextDocumentShowOptions,
      ],
    };
  }
  return item;
}
