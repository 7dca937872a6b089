import type { RunOverview, State, TaskOverview } from "@millrace/protocol";
import * as vscode from "vscode";
import { toPosition } from "../editor/reveal.js";
import type { Agent } from "../history/agent.js";
import type { History } from "../history/history.js";
import { filterText, queryOf, type RunFilter } from "../history/run-filter.js";
import { span } from "../run-text.js";
import { isFailure, isFinal, wasStopped } from "../runs/ends.js";
import { labelOf } from "../runs/run-model.js";
import { stateText } from "../state-text.js";
import { ago } from "./ago.js";
import { Rows } from "./rows.js";
import { stateIcon } from "./state-icon.js";

/** Runs listed at first, and so many more each time a person asks for more. */
const LISTED = 200;
/** A store that changes fast is read at the pace of eyes. */
const PACE = 500;

export interface RunItem {
  kind: "run";
  agent: Agent;
  run: RunOverview;
}

/** The last row of a list that does not hold all. */
interface MoreItem {
  kind: "more";
  listed: number;
}

type Item = RunItem | MoreItem | { kind: "task"; task: TaskOverview };

/** The Runs view: live and past runs of the workspace, newest first, with their task runs. */
export class RunsTree implements vscode.TreeDataProvider<Item>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable[];
  readonly #filtered = new vscode.EventEmitter<string>();
  readonly onDidChangeTreeData = this.#changed.event;
  /** Other runs are listed: the filter in a line, empty for all runs. */
  readonly onDidChangeFilter = this.#filtered.event;
  readonly #rows = new Rows(
    () => this.#list(),
    () => this.#changed.fire(),
  );
  #filter: RunFilter = {};
  #listed = LISTED;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly history: History) {
    this.#subscriptions = [history.onDidFind, history.onDidChange].map((event) =>
      event(() => {
        this.#timer ??= setTimeout(() => this.refresh(), PACE);
      }),
    );
  }

  get filter(): RunFilter {
    return this.#filter;
  }

  set filter(filter: RunFilter) {
    this.#filter = filter;
    this.#listed = LISTED;
    const text = filterText(filter);
    void vscode.commands.executeCommand("setContext", "millrace.runsFiltered", text !== "");
    this.#filtered.fire(text);
    this.refresh();
  }

  /** Also runs older than those listed. */
  showMore(): void {
    this.#listed += LISTED;
    this.refresh();
  }

  refresh(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#rows.refresh();
  }

  seen(visible: boolean): void {
    this.#rows.seen(visible);
  }

  async getChildren(item?: Item): Promise<Item[]> {
    if (!item) return await this.#rows.get();
    if (item.kind !== "run") return [];
    const details = await item.agent.ask("runs/get", { run: item.run.id });
    return (details?.tasks ?? []).map((task) => ({ kind: "task", task }));
  }

  getTreeItem(item: Item): vscode.TreeItem {
    if (item.kind === "more") return moreItem(item);
    return item.kind === "run" ? runItem(item) : taskItem(item.task);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#rows.dispose();
    for (const one of this.#subscriptions) one.dispose();
    this.#changed.dispose();
    this.#filtered.dispose();
  }

  async #list(): Promise<Item[]> {
    const query = queryOf(this.#filter, Date.now());
    const listed = this.#listed;
    // One more than is listed tells that there are more.
    const runs = await this.history.runs({ ...query, limit: listed + 1 });
    const items: Item[] = runs.slice(0, listed).map((one) => ({ kind: "run", ...one }));
    return runs.length > listed ? [...items, { kind: "more", listed }] : items;
  }
}

/** The run that a row of the view stands for. */
export function runOfItem(item: unknown): RunItem | undefined {
  return (item as { kind?: string } | undefined)?.kind === "run" ? (item as RunItem) : undefined;
}

function runItem({ agent, run }: RunItem): vscode.TreeItem {
  const item = new vscode.TreeItem(run.flow, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${agent.folder}:${run.id}`;
  item.iconPath = stateIcon(run.state);
  const took = run.duration === undefined ? [] : [span(run.duration)];
  item.description = [stateText(run.state.name), ...took, ago(run.created, Date.now())].join(" · ");
  item.tooltip = tooltip(run);
  item.contextValue = `run.${kindOf(run.state)}`;
  item.accessibilityInformation = { label: `${run.flow} ${labelOf(run.id)}, ${item.description}` };
  const argument = { kind: "run", agent, run } satisfies RunItem;
  item.command = { command: "millrace.showRun", title: "Show Run", arguments: [argument] };
  return item;
}

function moreItem({ listed }: MoreItem): vscode.TreeItem {
  const item = new vscode.TreeItem(`The newest ${listed} are listed: show more`);
  item.id = "more";
  item.iconPath = new vscode.ThemeIcon("ellipsis");
  item.command = { command: "millrace.showMoreRuns", title: "Show More Runs" };
  return item;
}

/** What the menus of a row tell apart. */
function kindOf(state: State): "live" | "failed" | "stopped" | "done" {
  if (!isFinal(state)) return "live";
  if (isFailure(state)) return "failed";
  return wasStopped(state) ? "stopped" : "done";
}

function tooltip({ id, flow, params, state, error, retryOf, schedule }: RunOverview): string {
  return [
    `${flow} ${labelOf(id)}`,
    JSON.stringify(params),
    [stateText(state.name), ...(state.message ? [state.message] : [])].join(": "),
    ...(error ? [`${error.name}: ${error.message}`] : []),
    ...(schedule === undefined ? [] : [`By the schedule ${schedule}`]),
    ...(retryOf === undefined ? [] : [`Retry of ${labelOf(retryOf)}`]),
  ].join("\n");
}

function taskItem({ name, state, duration, error, attempt }: TaskOverview): vscode.TreeItem {
  const item = new vscode.TreeItem(name);
  item.iconPath = stateIcon(state);
  const took = duration === undefined ? [] : [span(duration)];
  const tries = attempt > 1 ? [`attempt ${attempt}`] : [];
  item.description = [stateText(state.name), ...took, ...tries].join(" · ");
  item.contextValue = "taskRun";
  const at = error?.stack[0];
  if (error) item.tooltip = `${error.name}: ${error.message}`;
  if (at) {
    const options = {
      selection: toPosition(at.line, at.column),
    } satisfies vscode.TextDocumentShowOptions;
    item.command = {
      command: "vscode.open",
      title: "Open Source",
      arguments: [vscode.Uri.file(at.file), options],
    };
  }
  return item;
}
