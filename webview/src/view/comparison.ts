/** Two runs side by side: the one on the graph, and the one it is compared with. */
import type { ComparedSide, ComparedTask } from "@millrace/protocol";
import type { Actions } from "../actions.js";
import { byWeight, delta, formatDelta, stateChanged } from "../model/compared.js";
import { formatCount, formatDuration, visibleText } from "../model/format.js";
import type { SceneNode } from "../model/scene.js";
import { comparedLabel, type Session } from "../model/session.js";
import { statusOf, statusWord } from "../model/status.js";
import { button, heading, link, rows, section } from "./details-parts.js";
import { el } from "./element.js";

/** Of a long run, so many rows are listed; what changed most comes first. */
const LISTED = 200;

/** All of it, where nothing is selected. */
export function comparisonSections(session: Session, actions: Actions): HTMLElement[] {
  const { comparison } = session;
  if (!comparison) return [];
  const { left, right, params, tasks } = comparison;
  const listed = byWeight(tasks).slice(0, LISTED);
  const nodeOf = new Map([...(session.compared ?? [])].map(([node, row]) => [row, node]));
  return [
    section(
      heading("Compared with another run"),
      rows([
        ["Run", comparedLabel(session)],
        ["State", change(stateWord(left), stateWord(right))],
        ["Duration", durations({ left, right })],
      ]),
      el(
        "div",
        { class: "section-buttons" },
        button("Stop comparing", "circle-slash", () => actions.post({ type: "compareRuns" })),
      ),
    ),
    ...(params.length > 0
      ? [
          section(
            heading("Parameters that differ"),
            rows(
              params.map(({ name, left: was = "absent", right: is = "absent" }) => [
                name,
                `${was} → ${is}`,
              ]),
            ),
          ),
        ]
      : []),
    section(
      heading("What changed most"),
      el(
        "table",
        { class: "runs-table" },
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            ...["Task", "State", "Took", "Change"].map((name) => el("th", { scope: "col" }, name)),
          ),
        ),
        el("tbody", {}, ...listed.map((row) => tableRow(row, nodeOf.get(row), actions))),
      ),
      tasks.length > LISTED &&
        el("p", { class: "faint" }, `${formatCount(tasks.length - LISTED)} more changed less`),
    ),
  ];
}

function tableRow(row: ComparedTask, node: string | undefined, actions: Actions): HTMLElement {
  const name =
    node === undefined
      ? visibleText(row.name)
      : link(row.name, () => actions.select({ node }, true));
  const ms = delta(row);
  const weight = stateChanged(row) ? "changed" : "";
  return el(
    "tr",
    { class: weight },
    el("th", { scope: "row" }, name),
    el("td", {}, change(sideWord(row.left), sideWord(row.right))),
    el("td", {}, took(row.right ?? row.left)),
    el(
      "td",
      { class: ms === undefined || ms < 1 ? "" : "slower" },
      ms === undefined ? "" : formatDelta(ms),
    ),
  );
}

/** One node's row, where a node is selected. */
export function comparedSection(session: Session, node: SceneNode): HTMLElement | undefined {
  const row = session.compared?.get(node.id);
  if (!row) return undefined;
  const pairs: [string, string][] = [
    ["Run", comparedLabel(session)],
    ["State", change(sideWord(row.left), sideWord(row.right))],
    ["Duration", durations(row)],
  ];
  const attempts = change(attemptsOf(row.left), attemptsOf(row.right));
  if (attempts !== "1") pairs.push(["Attempts", attempts]);
  return section(heading("Compared with another run"), rows(pairs));
}

function change(was: string, is: string): string {
  return was === is ? is : `${was} → ${is}`;
}

function durations(sides: Parameters<typeof delta>[0]): string {
  const ms = delta(sides);
  const text = change(took(sides.left), took(sides.right));
  return ms === undefined ? text : `${text} (${formatDelta(ms)})`;
}

function took(side: { duration?: number } | undefined): string {
  return side?.duration === undefined ? "–" : formatDuration(side.duration);
}

function stateWord({ state }: Pick<ComparedSide, "state">): string {
  return statusWord(statusOf(state));
}

function sideWord(side: ComparedSide | undefined): string {
  return side ? stateWord(side) : "absent";
}

function attemptsOf(side: ComparedSide | undefined): string {
  return side ? String(side.attempts) : "–";
}
