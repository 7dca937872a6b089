import { relativeToRoot } from "../../engine/workspace.js";
import {
  type FlowTrackRecord,
  flowTrackRecords,
  type TaskTrackRecord,
  type TrackRecord,
  type TrendPoint,
  taskTrackRecords,
} from "../../store/index.js";
import { duration } from "../terminal/duration.js";
import { oneLine } from "../terminal/text.js";
import type { Theme } from "../terminal/theme.js";
import { history } from "./find-store.js";
import { type FilterOptions, filterOf } from "./options.js";
import { ago, print, printJson, themeFor } from "./output.js";
import { type Cell, columns } from "./table.js";

/** Runs of each flow looked at, where nobody said. */
const lastFew = 50;
/** The newest ones drawn. */
const mostDrawn = 30;

/** How flows did lately; with a flow's name or export, its tasks too. */
export function stats(flow: string | undefined, options: FilterOptions): void {
  const connection = history();
  const filter = { ...filterOf({ ...options, flow: flow ?? options.flow }) };
  filter.limit ??= lastFew;
  const flows = connection === undefined ? [] : flowTrackRecords(connection, filter);
  const detailed = filter.flow !== undefined;
  const records = flows.map((one) => ({
    ...one,
    ...(detailed && connection
      ? { tasks: taskTrackRecords(connection, { ...filter, flowKey: one.flowKey }) }
      : {}),
  }));
  if (options.json) {
    for (const record of records) printJson(record);
    return;
  }
  if (records.length === 0) {
    print(
      flow ? `No run of ${flow} matches.` : "No run matches. `millrace runs ls` lists the runs.",
    );
    return;
  }
  print(statsTable(records, themeFor(process.stdout), Date.now()));
}

export function statsTable(
  flows: readonly (FlowTrackRecord & { tasks?: readonly TaskTrackRecord[] })[],
  theme: Theme,
  now: number,
): string[] {
  const heads = (what: string, count: string) => [
    { title: what },
    { title: "FILE" },
    { title: count, right: true },
    { title: "SUCCESS", right: true },
    { title: "P50", right: true },
    { title: "P95", right: true },
    { title: "LAST" },
    { title: "TREND" },
  ];
  const shared = namesOfSeveral(flows);
  /** Where flows share a name, it takes the file to tell one from the other. */
  const fileOf = ({ flow, file }: FlowTrackRecord) =>
    shared.has(flow) ? oneLine(relativeToRoot(file)) : "";
  const rows = flows.map((record) =>
    cells(
      [{ text: oneLine(record.flow), paint: theme.colors.bold }, { text: fileOf(record) }],
      record,
      { text: ago(record.last.created, now), paint: theme.colors.dim },
      theme,
    ),
  );
  const tables = [columns(heads("FLOW", "RUNS"), rows, theme.colors)];
  for (const flow of flows) {
    const { tasks = [] } = flow;
    const ofTasks = tasks.map((task) =>
      cells([{ text: oneLine(task.task) }, { text: fileOf(flow) }], task, { text: "" }, theme),
    );
    if (ofTasks.length > 0) tables.push(columns(heads("TASK", "CALLS"), ofTasks, theme.colors));
  }
  return tables.flatMap((lines, index) => (index === 0 ? lines : ["", ...lines]));
}

function namesOfSeveral(flows: readonly FlowTrackRecord[]): Set<string> {
  const names = flows.map(({ flow }) => flow);
  return new Set(names.filter((name, index) => names.indexOf(name) !== index));
}

function cells(name: readonly Cell[], record: TrackRecord, last: Cell, theme: Theme): Cell[] {
  const { count, successRate, p50, p95, trend } = record;
  const time = (value: number | undefined) => ({
    text: value === undefined ? "" : duration(value),
  });
  const rate = successRate === undefined ? "" : percent(successRate);
  const drawn = trend.slice(-mostDrawn);
  return [
    ...name,
    { text: String(count) },
    { text: rate, ...(record.failed > 0 ? { paint: theme.colors.red } : {}) },
    time(p50),
    time(p95),
    last,
    {
      text: "x".repeat(drawn.length),
      paint: () => sparkline(drawn, theme),
    },
  ];
}

/** Never 100 % where one failed, never 0 % where one completed. */
function percent(share: number): string {
  const whole = Math.round(share * 100);
  if (share < 1 && whole === 100) return "99%";
  return share > 0 && whole === 0 ? "1%" : `${whole}%`;
}

/** A bar for each, as high as it took long; what failed in its colour, what did no work a dot. */
export function sparkline(points: readonly TrendPoint[], theme: Theme): string {
  const longest = Math.max(1, ...points.map(({ duration: time }) => time ?? 0));
  return points
    .map(({ state, duration: time }) =>
      time === undefined ? theme.colors.dim("·") : theme.paint(state, theme.level(time / longest)),
    )
    .join("");
}
