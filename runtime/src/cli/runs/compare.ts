import type { ComparedSide, ComparedTask, RunComparison, RunOverview } from "@millrace/protocol";
import { UsageError } from "../../loader/usage-error.js";
import {
  type Connection,
  compareRuns,
  detailsOfTree,
  listRuns,
  type StoredFlowRun,
  severity,
} from "../../store/index.js";
import { duration } from "../terminal/duration.js";
import { cut, oneLine } from "../terminal/text.js";
import type { Colors, Theme } from "../terminal/theme.js";
import { history } from "./find-store.js";
import { chooseRun, type FilterOptions, filterOf } from "./options.js";
import { ago, print, printJson, themeFor, widthOf } from "./output.js";
import { type Cell, columns } from "./table.js";

/** A duration that differs by less than this share, or by fewer milliseconds, is the same. */
const sameShare = 0.1;
const sameTime = 50;

/** Without the second id, the run with the run of its flow before it; without any, the newest with that. */
export function compare(
  one: string | undefined,
  other: string | undefined,
  options: FilterOptions,
): void {
  const { connection, run } = chooseRun(history(), one, options);
  const [left, right] =
    other === undefined
      ? [before(connection, run, options), run]
      : [run, chooseRun(connection, other, options).run];
  const comparison = compareRuns(detailsOfTree(connection, left), detailsOfTree(connection, right));
  if (options.json) {
    printJson(comparison);
    return;
  }
  const theme = themeFor(process.stdout);
  print(sideBySide(comparison, theme, Date.now(), widthOf(process.stdout)));
}

/** @throws UsageError where there is none */
function before(connection: Connection, run: StoredFlowRun, options: FilterOptions): StoredFlowRun {
  const [found] = listRuns(connection, {
    ...filterOf(options),
    flowKey: run.flowKey,
    before: run.created,
    limit: 1,
  });
  if (found !== undefined) return found;
  throw new UsageError(`there is no run of ${run.flowName} before ${run.id} to compare it with`, {
    remedy: "Name both runs: millrace runs compare RUN_ID RUN_ID",
  });
}

export function sideBySide(
  { left, right, params, tasks }: RunComparison,
  theme: Theme,
  now: number,
  width: number,
): string[] {
  const { colors } = theme;
  const heading = (name: string, run: RunOverview) => [
    { text: name, paint: colors.dim },
    { text: run.id },
    { text: oneLine(run.flow), paint: colors.bold },
    stateCell(run.state.name, theme),
    { text: run.duration === undefined ? "" : duration(run.duration) },
    { text: ago(run.started ?? run.created, now), paint: colors.dim },
  ];
  const runs = columns(
    ["", "RUN", "FLOW", "STATE", "TOOK", "STARTED"].map((title) => ({ title })),
    [heading("A", left), heading("B", right)],
    colors,
  );
  const most = Math.max(20, Math.floor((width - 20) / 2));
  const given = params.map(({ name, left: a, right: b }) => [
    { text: oneLine(name) },
    a === undefined ? { text: "(not given)", paint: colors.dim } : { text: cut(oneLine(a), most) },
    b === undefined ? { text: "(not given)", paint: colors.dim } : { text: cut(oneLine(b), most) },
  ]);
  const rows = tasks.map((task) => taskCells(task, theme));
  const total = [
    { text: "the run", paint: colors.bold },
    stateCell(left.state.name, theme),
    worse(left.state.name, right.state.name, theme),
    ...times(left.duration, right.duration, colors),
  ];
  return [
    ...runs,
    ...(given.length === 0
      ? []
      : ["", ...columns([{ title: "PARAMETER" }, { title: "A" }, { title: "B" }], given, colors)]),
    "",
    ...columns(
      [
        { title: "TASK" },
        { title: "A" },
        { title: "B" },
        { title: "A TOOK", right: true },
        { title: "B TOOK", right: true },
        { title: "CHANGE", right: true },
      ],
      [...rows, total],
      colors,
    ),
  ];
}

function taskCells({ name, left, right }: ComparedTask, theme: Theme): Cell[] {
  const count = Math.max(left?.tasks ?? 0, right?.tasks ?? 0);
  return [
    { text: count > 1 ? `${oneLine(name)} ×${countsOf(left, right)}` : oneLine(name) },
    left ? stateCell(left.state.name, theme) : none(theme),
    !right
      ? none(theme)
      : left
        ? worse(left.state.name, right.state.name, theme)
        : stateCell(right.state.name, theme),
    ...times(left?.duration, right?.duration, theme.colors),
  ];
}

function countsOf(left: ComparedSide | undefined, right: ComparedSide | undefined): string {
  return left && right && left.tasks !== right.tasks
    ? `${left.tasks}→${right.tasks}`
    : String((right ?? left)?.tasks);
}

function none({ colors }: Theme): Cell {
  return { text: "-", paint: colors.dim };
}

function stateCell(name: RunOverview["state"]["name"], theme: Theme): Cell {
  return { text: theme.word(name), paint: (text) => theme.paint(name, text) };
}

/** The second state, marked where it is another kind of end than the first. */
function worse(
  before: RunOverview["state"]["name"],
  name: RunOverview["state"]["name"],
  theme: Theme,
): Cell {
  const cell = stateCell(name, theme);
  if (theme.word(before) === theme.word(name) || severity(name) <= severity("Completed"))
    return cell;
  const mark = severity(name) > severity(before) ? " !" : "";
  return { text: cell.text + mark, paint: (text) => theme.colors.bold(theme.paint(name, text)) };
}

/** How long each took, and how much longer the second did. */
function times(left: number | undefined, right: number | undefined, colors: Colors): Cell[] {
  const shown = (time: number | undefined) => ({ text: time === undefined ? "" : duration(time) });
  return [shown(left), shown(right), change(left, right, colors)];
}

function change(left: number | undefined, right: number | undefined, colors: Colors): Cell {
  if (left === undefined || right === undefined) return { text: "" };
  const more = right - left;
  const share = more / Math.max(left, 1);
  if (Math.abs(more) < sameTime || Math.abs(share) < sameShare) return { text: "" };
  const factor = right / Math.max(left, 1);
  const percent =
    factor >= 10
      ? `×${Math.round(factor)}`
      : `${more > 0 ? "+" : "-"}${Math.round(Math.abs(share) * 100)}%`;
  const text = `${more > 0 ? "+" : "-"}${duration(Math.abs(more))} ${percent}`;
  return { text, paint: more > 0 ? colors.red : colors.green };
}
