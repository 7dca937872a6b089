/** What the run knows of a node: its members, attempts, inputs and output. */
import type { Preview, TaskRun } from "@millrace/protocol";
import type { Actions } from "../actions.js";
import { formatCount, formatDuration, visibleText } from "../model/format.js";
import type { SceneNode } from "../model/scene.js";
import type { Session } from "../model/session.js";
import { isFailure, statusOf, statusWord } from "../model/status.js";
import type { Selection } from "../ui.js";
import { codeBlock, heading, link, section } from "./details-parts.js";
import { el } from "./element.js";
import { icon, statusIcon } from "./icons.js";

/** Of a mapped node, so many members are listed; failures come first. */
const LISTED = 100;

/** Of which run this one is a retry; a way there, where it is listed. */
export function retryLine({ run, runs }: Session, actions: Actions): HTMLElement | undefined {
  const id = run?.retryOf;
  if (id === undefined) return undefined;
  const former = runs.find((one) => one.id === id);
  const show = () => actions.post({ type: "selectRun", run: id });
  const name = former ? link(former.label, show) : visibleText(id);
  return el("p", { class: "details-state" }, "Retry of ", name);
}

export function memberSection(
  session: Session,
  node: SceneNode,
  selection: Selection,
  actions: Actions,
): HTMLElement | undefined {
  const tasks = session.tasks.byNode.get(node.id) ?? [];
  if (tasks.length < 2) return undefined;
  const order = (task: TaskRun) => {
    const status = statusOf(task.state);
    return isFailure(status) ? 0 : status === "running" || status === "retrying" ? 1 : 2;
  };
  const listed = [...tasks].sort((a, b) => order(a) - order(b)).slice(0, LISTED);
  const items = listed.map((task) => {
    const status = statusOf(task.state);
    const name = task.map
      ? `${task.name} ${task.map.index}`
      : `${task.name} ${task.id.split(".").at(-1)}`;
    const time =
      task.started !== undefined && task.ended !== undefined
        ? formatDuration(task.ended - task.started)
        : "";
    const entry = link(name, () => actions.select({ node: node.id, task: task.id }));
    if (task.id === selection.task) entry.setAttribute("aria-current", "true");
    return el(
      "li",
      { "data-status": status },
      icon(statusIcon(status)),
      entry,
      el("span", { class: "faint" }, `${statusWord(status)} ${time}`),
    );
  });
  return section(
    heading(`${formatCount(tasks.length)} task runs`),
    el("ul", { class: "members" }, ...items),
    tasks.length > LISTED &&
      el("p", { class: "faint" }, `${formatCount(tasks.length - LISTED)} more, none of them worse`),
  );
}

export function attemptsSection(task: TaskRun): HTMLElement | undefined {
  const attempts = task.attempts ?? [];
  if (attempts.length < 2) return undefined;
  const of = task.attemptsAllowed === undefined ? "" : ` of ${task.attemptsAllowed}`;
  return section(
    heading(`Attempts: ${attempts.length}${of}`),
    el(
      "ol",
      { class: "attempts" },
      ...attempts.map((attempt) => {
        const status = statusOf(attempt.state);
        const time =
          attempt.ended === undefined ? "" : formatDuration(attempt.ended - attempt.started);
        const why = attempt.error?.message ?? attempt.state.message;
        return el(
          "li",
          { "data-status": status },
          icon(statusIcon(status)),
          el("span", {}, `${attempt.attempt}: ${statusWord(status)} ${time}`),
          why !== undefined && el("span", { class: "faint" }, visibleText(why.slice(0, 200))),
        );
      }),
    ),
  );
}

export function valuesSection(session: Session, task: TaskRun): HTMLElement[] {
  const details = session.details.get(task.id);
  if (!details) return [];
  if (details.missing !== undefined && !details.inputs && !details.output) {
    return [section(heading("Values"), el("p", { class: "faint" }, visibleText(details.missing)))];
  }
  const parts: HTMLElement[] = [];
  if (details.inputs && details.inputs.length > 0) {
    parts.push(section(heading("Inputs"), ...details.inputs.map(preview)));
  }
  if (details.output) parts.push(section(heading("Output"), preview(details.output)));
  return parts;
}

export function preview({ name, type, text, bytes, truncated }: Preview): HTMLElement {
  const size = truncated && bytes !== undefined ? `first part of ${formatCount(bytes)} bytes` : "";
  return el(
    "div",
    { class: "value" },
    (name ?? type ?? size) !== "" &&
      el(
        "p",
        {},
        el("span", { class: "value-name" }, visibleText(name ?? "")),
        el("span", { class: "faint" }, [type, size].filter(Boolean).join(", ")),
      ),
    codeBlock(text),
  );
}
