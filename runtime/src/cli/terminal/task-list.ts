import type { StateName } from "@millrace/protocol";
import stringWidth from "fast-string-width";
import { duration } from "./duration.js";
import { doneOf, isTrouble, summaryState } from "./group-state.js";
import type { Group, RunView, TaskView } from "./model.js";
import { cut, harmless, oneLine, pad } from "./text.js";
import type { Theme } from "./theme.js";

/** What a frame is drawn for. */
export interface Frame {
  /** Columns and rows there are. */
  width: number;
  height: number;
  /** Milliseconds since the epoch. */
  now: number;
  /** Counts the frames drawn. */
  tick: number;
  theme: Theme;
}

interface Line {
  depth: number;
  group: Group;
}

const widestLabel = 36;
const barWidth = 20;
const timeWidth = 7;
/** Margin, glyph, gaps and time. */
const besideLabel = 4 + 2 + timeWidth;

/** The task runs of a run and of its subflows, a line for each call, cut to what fits. */
export function taskList(run: RunView, frame: Frame): string[] {
  const all = linesOf(run, 0);
  const { shown, hidden } = fit(all, frame.height);
  const most = Math.max(4, Math.min(widestLabel, frame.width - besideLabel));
  const labels = shown.map(({ depth, group }) => 2 * depth + stringWidth(labelOf(group)));
  const width = Math.min(most, Math.max(0, ...labels));
  const lines = shown.map((line) => draw(line, width, frame));
  return hidden.length > 0 ? [hiddenLine(hidden, frame), ...lines] : lines;
}

function linesOf(run: RunView, depth: number): Line[] {
  return [...run.groups.values()].flatMap((group) => {
    const subflows = group.size === 1 ? group.subflows : group.subflows.filter(needsLook);
    return [
      { depth, group },
      ...subflows.flatMap(({ subflow }) => (subflow ? linesOf(subflow, depth + 1) : [])),
    ];
  });
}

function needsLook({ state }: TaskView): boolean {
  return state.type === "RUNNING" || isTrouble(state.name);
}

/** Failures stay, then what runs, then what ended last; the order on the screen does not change. */
function fit(lines: Line[], height: number): { shown: Line[]; hidden: Line[] } {
  if (lines.length <= height) return { shown: lines, hidden: [] };
  const rank = ({ group }: Line) => {
    const name = summaryState(group);
    if (isTrouble(name)) return 3;
    if (name === "Running" || name === "Retrying" || name === "AwaitingRetry") return 2;
    return name === "Pending" ? 0 : 1;
  };
  const kept = new Set(
    lines
      .map((line, index) => ({ line, index }))
      .sort(
        (a, b) =>
          rank(b.line) - rank(a.line) ||
          b.line.group.changed - a.line.group.changed ||
          b.index - a.index,
      )
      .slice(0, Math.max(1, height - 1))
      .map(({ line }) => line),
  );
  return {
    shown: lines.filter((line) => kept.has(line)),
    hidden: lines.filter((line) => !kept.has(line)),
  };
}

/** `… 30 more: 22 completed, 8 waiting`. */
function hiddenLine(hidden: Line[], { theme, width }: Frame): string {
  const counts = new Map<string, number>();
  for (const { group } of hidden) {
    const word = theme.word(summaryState(group));
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const words = [...counts].map(([word, n]) => `${n} ${word}`).join(", ");
  return theme.colors.dim(cut(`  … ${hidden.length} more: ${words}`, width));
}

function draw({ depth, group }: Line, labelWidth: number, frame: Frame): string {
  const { theme, width, now, tick } = frame;
  const name = summaryState(group);
  const live = name === "Running" || name === "Retrying";
  const glyph = live ? theme.spinner(tick, name) : theme.glyph(name);
  const indent = "  ".repeat(Math.min(depth, Math.floor(labelWidth / 4)));
  const label = pad(cut(labelOf(group), labelWidth - indent.length), labelWidth - indent.length);
  const end = live || name === "AwaitingRetry" ? now : group.changed;
  const time = group.started === undefined ? "" : duration(end - group.started);
  const room = width - labelWidth - besideLabel - 2;
  const detail = room > 4 ? detailOf(group, name, room, frame) : "";
  const shownLabel = name === "Pending" ? theme.colors.dim(label) : label;
  const shownTime = theme.colors.dim(time.padStart(timeWidth));
  return `  ${indent}${glyph} ${shownLabel}  ${shownTime}  ${detail}`.trimEnd();
}

function labelOf(group: Group): string {
  const times = group.expected > 1 ? ` ×${group.expected}` : "";
  return oneLine(group.label) + times;
}

function detailOf(group: Group, name: StateName, room: number, frame: Frame): string {
  const { theme } = frame;
  if (group.expected > 1) return manyDetail(group, room, theme);
  const task = group.latest;
  const dim = (text: string) => theme.colors.dim(cut(text, room));
  switch (name) {
    case "Running":
    case "Retrying":
      return (
        progressDetail(task, room, theme) ??
        dim(withReason(task, task.attempt > 1 ? `attempt ${task.attempt}` : ""))
      );
    case "Completed":
      return dim(withReason(task, task.attempt > 1 ? `after ${task.attempt} attempts` : ""));
    case "Failed":
    case "TimedOut":
    case "Crashed": {
      const error = task.error;
      const text = error
        ? `${error.name}: ${error.message}`
        : (task.state.message ?? theme.word(name));
      return theme.paint(name, cut(oneLine(text), room));
    }
    case "AwaitingRetry":
      return theme.paint(name, cut(retryText(task, frame.now), room));
    default:
      return dim(oneLine(task.state.message ?? theme.word(name)));
  }
}

/** Why the task's code runs comes last: it may be long. */
function withReason({ reason }: TaskView, text: string): string {
  return [text, oneLine(reason ?? "")].filter((part) => part !== "").join(", ");
}

/** How long is left comes first: the error may be cut off. */
function retryText({ state }: TaskView, now: number): string {
  const message = oneLine(state.message ?? "");
  return state.until === undefined ? message : `next in ${duration(state.until - now)}, ${message}`;
}

function progressDetail(task: TaskView, room: number, theme: Theme): string | undefined {
  const { progress } = task;
  if (!progress) return undefined;
  const { done, total, message } = progress;
  const counts = total === undefined ? String(done) : `${done}/${total}`;
  const text = message ? `${counts}  ${harmless(message)}` : counts;
  if (total === undefined || total <= 0 || room < barWidth + 8)
    return theme.colors.dim(cut(text, room));
  const share = done / total;
  return `${theme.bar(share, barWidth)} ${cut(text, room - barWidth - 1)}`;
}

/** Of a map or loop: how far it is, and how many of its runs are in which state. */
function manyDetail(group: Group, room: number, theme: Theme): string {
  const done = doneOf(group);
  const parts = [...group.counts].filter(([name, n]) => n > 0 && name !== "Pending");
  const onlyOne = parts.length === 1 && parts[0]?.[0] === "Completed" && done === group.expected;
  const words = onlyOne ? "" : parts.map(([name, n]) => `${n} ${theme.word(name)}`).join(", ");
  if (done === group.expected) return theme.paint(summaryState(group), cut(words, room));
  const counts = `${done}/${group.expected}`;
  const rest = room - barWidth - counts.length - 3;
  if (rest < 0) return theme.colors.dim(cut(`${counts}  ${words}`, room));
  return `${theme.bar(done / group.expected, barWidth)} ${counts}  ${theme.colors.dim(cut(words, rest))}`;
}
