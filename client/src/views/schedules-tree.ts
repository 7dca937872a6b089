import { hostname } from "node:os";
import { basename } from "node:path";
import type { ScheduleList, ScheduleOverview } from "@millrace/protocol";
import * as vscode from "vscode";
import { toPosition } from "../editor/reveal.js";
import type { Agent } from "../history/agent.js";
import { scheduleInBrief, scheduleInFull } from "../schedules/schedule-text.js";
import type { Listed, Schedules } from "../schedules/schedules.js";
import { Rows } from "./rows.js";

/** Milliseconds between two looks at the clock while somebody looks at the list. */
const MINUTE = 60_000;

export interface ScheduleItem {
  kind: "schedule";
  agent: Agent;
  schedule: ScheduleOverview;
}

/** A folder with schedules that nobody, or somebody, runs. */
export interface ServiceItem {
  kind: "service";
  agent: Agent;
  services: ScheduleList["services"];
  /** There is more than one folder to tell apart. */
  named: boolean;
}

type Item =
  | ScheduleItem
  | ServiceItem
  | { kind: "problem"; problem: ScheduleList["problems"][number] };

/** The Schedules view: what runs by itself, next first; whether a service is there to run it. */
export class SchedulesTree implements vscode.TreeDataProvider<Item>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscription: vscode.Disposable;
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #rows = new Rows(
    () => this.#list(),
    () => this.#changed.fire(),
  );
  #clock: NodeJS.Timeout | undefined;

  constructor(private readonly schedules: Schedules) {
    this.#subscription = schedules.onDidChange(() => this.#rows.refresh());
  }

  /** Times pass only for those who look. */
  seen(visible: boolean): void {
    clearInterval(this.#clock);
    this.#rows.seen(visible);
    if (!visible) return;
    this.#clock = setInterval(() => {
      this.schedules.passTime(Date.now());
      this.#rows.refresh();
    }, MINUTE);
    this.#rows.refresh();
  }

  async getChildren(item?: Item): Promise<Item[]> {
    return item ? [] : await this.#rows.get();
  }

  getTreeItem(item: Item): vscode.TreeItem {
    if (item.kind === "schedule") return scheduleItem(item);
    return item.kind === "service" ? serviceItem(item) : problemItem(item.problem);
  }

  dispose(): void {
    clearInterval(this.#clock);
    this.#rows.dispose();
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #list(): Promise<Item[]> {
    const lists = await this.schedules.lists();
    return [...lists.flatMap(serviceOf(lists.length > 1)), ...inOrder(lists), ...problemsOf(lists)];
  }
}

export function scheduleOfItem(item: unknown): ScheduleItem | undefined {
  return (item as Item | undefined)?.kind === "schedule" ? (item as ScheduleItem) : undefined;
}

export function serviceOfItem(item: unknown): ServiceItem | undefined {
  return (item as Item | undefined)?.kind === "service" ? (item as ServiceItem) : undefined;
}

function serviceOf(named: boolean): (one: Listed) => Item[] {
  return ({ agent, list }) =>
    list.schedules.length > 0 ? [{ kind: "service", agent, services: list.services, named }] : [];
}

function problemsOf(lists: Listed[]): Item[] {
  return lists.flatMap(({ list }) =>
    list.problems.map((problem): Item => ({ kind: "problem", problem })),
  );
}

/** What comes next first; what does not come last. */
function inOrder(lists: Listed[]): Item[] {
  const now = Date.now();
  const comes = ({ active, paused, next }: ScheduleOverview) =>
    active && !paused ? (next.find((time) => time > now) ?? Number.POSITIVE_INFINITY) : Infinity;
  return lists
    .flatMap(({ agent, list }) =>
      list.schedules.map((schedule): ScheduleItem => ({ kind: "schedule", agent, schedule })),
    )
    .sort(
      ({ schedule: a }, { schedule: b }) =>
        Math.sign(comes(a) - comes(b)) || a.flow.localeCompare(b.flow),
    );
}

function scheduleItem({ agent, schedule }: ScheduleItem): vscode.TreeItem {
  const now = Date.now();
  const item = new vscode.TreeItem(schedule.flow);
  item.id = `${agent.folder}:${schedule.flowKey}:${schedule.schedule}`;
  item.description = scheduleInBrief(schedule, now);
  item.tooltip = new vscode.MarkdownString(scheduleInFull(schedule, now).join("\n\n"));
  item.iconPath = scheduleIcon(schedule);
  item.contextValue = `schedule.${stateOf(schedule)}`;
  item.accessibilityInformation = { label: `${schedule.flow}, ${item.description}` };
  const argument = { kind: "schedule", agent, schedule } satisfies ScheduleItem;
  item.command = {
    command: "millrace.openSchedule",
    title: "Open Source",
    arguments: [argument],
  };
  return item;
}

function stateOf({ active, paused }: ScheduleOverview): "off" | "paused" | "active" {
  if (!active) return "off";
  return paused ? "paused" : "active";
}

function scheduleIcon(schedule: ScheduleOverview): vscode.ThemeIcon {
  const state = stateOf(schedule);
  if (state === "active") return new vscode.ThemeIcon("calendar");
  const icon = state === "paused" ? "debug-pause" : "circle-slash";
  return new vscode.ThemeIcon(icon, new vscode.ThemeColor("disabledForeground"));
}

function serviceItem({ agent, services, named }: ServiceItem): vscode.TreeItem {
  const [service] = services;
  const item = new vscode.TreeItem(service ? "A service is running" : "No service is running");
  const where = named ? [basename(agent.folder)] : [];
  item.id = `${agent.folder}:service`;
  if (service) {
    const since = new Date(service.since).toLocaleTimeString([], {
      hour: "2-digit",
      minute: "2-digit",
    });
    const host = service.host === hostname() ? [] : [`on ${service.host}`];
    item.description = [...where, `since ${since}`, ...host].join(" · ");
    item.tooltip = services
      .map(({ pid, host: of }) => `millrace serve, process ${pid} on ${of}`)
      .join("\n");
    item.iconPath = new vscode.ThemeIcon(
      "radio-tower",
      new vscode.ThemeColor("testing.iconPassed"),
    );
    item.contextValue = "service.live";
    return item;
  }
  item.description = [...where, "start serving"].join(" · ");
  item.tooltip =
    "Nothing scheduled runs by itself without one: `millrace serve`, here in a terminal, or as a service of the machine.";
  item.iconPath = new vscode.ThemeIcon("warning", new vscode.ThemeColor("list.warningForeground"));
  item.contextValue = "service.none";
  item.command = {
    command: "millrace.serve",
    title: "Start Serving",
    arguments: [{ kind: "service", agent, services, named } satisfies ServiceItem],
  };
  return item;
}

function problemItem({ file, message, place, remedy }: ScheduleList["problems"][number]) {
  const uri = vscode.Uri.file(place?.file ?? file);
  const where = basename(uri.fsPath);
  const item = new vscode.TreeItem(place ? `${where}:${place.line}` : where);
  item.description = message;
  item.tooltip = [vscode.workspace.asRelativePath(uri), message, ...(remedy ? [remedy] : [])].join(
    "\n\n",
  );
  item.iconPath = new vscode.ThemeIcon("error", new vscode.ThemeColor("list.errorForeground"));
  item.contextValue = "scheduleProblem";
  const selection = toPosition(place?.line ?? 1, place?.column);
  item.command = {
    command: "vscode.open",
    title: "Open Source",
    arguments: [uri, { selection } satisfies vscode.TextDocumentShowOptions],
  };
  return item;
}
