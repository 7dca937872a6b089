import type { WriteStream } from "node:tty";
import { createLogUpdate } from "log-update";
import type { HeldView } from "../view.js";
import { RunModel } from "./model.js";
import { headline, logLine } from "./plain-view.js";
import { questionLines } from "./question.js";
import { summary } from "./summary.js";
import { type Frame, taskList } from "./task-list.js";
import { harmless } from "./text.js";
import type { Theme } from "./theme.js";

/** Milliseconds between two frames. */
const frameTime = 80;
/** Log lines held for one frame; more than that nobody can read, and the store has them. */
const mostLines = 200;
/** Rows of the last frame that stay on the screen when the run is over. */
const lastFrameRows = 60;

/**
 * The tasks of the run, redrawn in place; what is logged scrolls by above them.
 * @param isAsked whether somebody else asks what the run asks for; else it is said how to answer
 */
export function liveView(stream: WriteStream, theme: Theme, isAsked: () => boolean): HeldView {
  const model = new RunModel();
  const update = createLogUpdate(stream);
  let lines: string[] = [];
  let dropped = 0;
  let unfinished = "";
  let notice: string | undefined;
  let tick = 0;
  let held = false;
  const timer = setInterval(draw, frameTime);

  function frame(height: number): Frame {
    return { width: stream.columns || 80, height, now: Date.now(), tick, theme };
  }

  function push(line: string): void {
    lines.push(line);
    if (lines.length <= mostLines) return;
    lines.shift();
    dropped++;
  }

  function printLines(): void {
    if (dropped > 0) lines.unshift(theme.colors.dim(`  … ${dropped} lines of output not shown`));
    if (lines.length > 0) update.persist(lines.join("\n"));
    lines = [];
    dropped = 0;
  }

  function draw(): void {
    if (held) return;
    tick++;
    const { root } = model;
    printLines();
    if (!root || root.finished) return;
    const height = Math.max(3, (stream.rows || 24) - 4);
    const tasks = taskList(root, frame(height));
    const foot = notice ?? (root.state.name === "Cancelling" ? "cancelling" : undefined);
    const list =
      tasks.length > 0
        ? tasks
        : [`  ${theme.spinner(tick, "Running")} ${theme.colors.dim("starting")}`];
    update([...list, ...(foot ? ["", theme.paint("Cancelling", `  ${foot}`)] : [])].join("\n"));
  }

  return {
    event(event) {
      if (event.type === "log") return push(logLine(event, model, theme));
      if (event.type === "input-requested" && !isAsked()) {
        for (const line of questionLines(event.request, model, theme)) push(line);
      }
      const first = model.root === undefined;
      model.apply(event);
      if (!first || !model.root) return;
      push(headline(model.root, theme));
      push("");
    },
    output(text) {
      const pieces = (unfinished + text).split("\n");
      unfinished = pieces.pop() ?? "";
      for (const piece of pieces) push(theme.colors.dim(`  │ ${harmless(piece)}`));
    },
    hold() {
      update.clear();
      printLines();
      held = true;
      return () => {
        held = false;
        draw();
      };
    },
    notice(text) {
      if (model.root) notice = text;
      else push(text);
      draw();
    },
    async end() {
      clearInterval(timer);
      if (unfinished) push(theme.colors.dim(`  │ ${harmless(unfinished)}`));
      update.clear();
      printLines();
      const { root } = model;
      if (root?.finished) {
        const tasks = taskList(root, frame(lastFrameRows));
        const gap = tasks.length > 0 ? [""] : [];
        stream.write(`${[...tasks, ...gap, ...summary(model, theme)].join("\n")}\n`);
      }
      update.done();
    },
  };
}
