import type { StateName } from "@millrace/protocol";
import { isTerminal, state } from "../../engine/states.js";
import { listRuns, overviewOf, type StoredFlowRun, taskCounts } from "../../store/index.js";
import { duration } from "../terminal/duration.js";
import { cut, oneLine, pad } from "../terminal/text.js";
import type { Theme } from "../terminal/theme.js";
import { history } from "./find-store.js";
import { type FilterOptions, filterOf, isNarrowed } from "./options.js";
import { ago, print, printJson, themeFor, widthOf } from "./output.js";

/** Rows shown to a person who named no limit. */
const rowsShown = 20;

type Counts = Partial<Record<StateName, number>>;

export interface Listed {
  run: StoredFlowRun;
  counts: Counts;
}

export function ls(options: FilterOptions): void {
  const connection = history();
  const filter = filterOf(options);
  if (options.json) {
    for (const run of connection === undefined ? [] : listRuns(connection, filter)) {
      printJson(overviewOf(run));
    }
    return;
  }
  const limit = filter.limit ?? rowsShown;
  const found =
    connection === undefined ? [] : listRuns(connection, { ...filter, limit: limit + 1 });
  if (connection === undefined || found.length === 0) {
    print(
      isNarrowed(options) ? "No run matches." : "No runs yet. Start one with `millrace run FILE`.",
    );
    return;
  }
  const listed = found
    .slice(0, limit)
    .map((run) => ({ run, counts: taskCounts(connection, run.id) }));
  const theme = themeFor(process.stdout);
  print(table(listed, theme, Date.now(), widthOf(process.stdout)));
  if (found.length > limit) print(theme.colors.dim(`  … older runs: --limit ${limit * 5}`));
}

/** The runs as aligned lines, the header first. */
export function table(
  listed: readonly Listed[],
  theme: Theme,
  now: number,
  width: number,
): string[] {
  const header = ["RUN", "FLOW", "STATE", "STARTED", "TOOK", "TASKS"];
  const rows = listed.map(({ run, counts }) => [
    run.id,
    oneLine(run.flowName),
    theme.word(run.state.name),
    ago(run.started ?? run.created, now),
    took(run, now),
    tally(counts),
  ]);
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const cells = (row: readonly string[]) => row.map((cell, i) => pad(cell, widths[i] ?? 0));
  const lines = rows.map((row, index) => {
    const { run } = listed[index] as Listed;
    const [id, flow, word, started, spent, tasks] = cells(row) as [string, ...string[]];
    const used = widths.reduce((sum, w) => sum + w + 2, 2);
    const { dim } = theme.colors;
    return [
      theme.glyph(run.state.name),
      ` ${id}  ${theme.colors.bold(flow ?? "")}  `,
      `${theme.paint(run.state.name, word ?? "")}  ${dim(started ?? "")}  ${dim(spent ?? "")}  `,
      `${tasks}  ${dim(cut(remark(run), Math.max(0, width - used)))}`,
    ]
      .join("")
      .trimEnd();
  });
  return [theme.colors.dim(`  ${cells(header).join("  ")}`.trimEnd()), ...lines];
}

function took(run: StoredFlowRun, now: number): string {
  const since = run.started ?? run.created;
  if (run.ended !== undefined) return duration(run.ended - since);
  return isTerminal(run.state) ? "" : duration(now - since);
}

/** `3/4`: how many task runs completed, of all that were called. */
function tally(counts: Counts): string {
  let completed = 0;
  let all = 0;
  for (const [name, count = 0] of Object.entries(counts) as [StateName, number][]) {
    if (state(name).type === "COMPLETED") completed += count;
    all += count;
  }
  return all === 0 ? "" : `${completed}/${all}`;
}

function remark(run: StoredFlowRun): string {
  if (run.error !== undefined) return oneLine(`${run.error.name}: ${run.error.message}`);
  if (run.state.message !== undefined) return oneLine(run.state.message);
  return run.retryOf === undefined ? "" : `retry of ${run.retryOf}`;
}
