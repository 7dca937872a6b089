/** How much is folded away, where it is much. */
import { plural } from "../model/format.js";
import type { Scene } from "../model/scene.js";
import { link } from "./details-parts.js";
import { byId } from "./element.js";

/** Fewer hidden tasks than this need no words: the groups say it. */
const WORTH_SAYING = 60;

export function showSummary({ nodes }: Scene, expandAll: () => void): void {
  const groups = nodes.filter((node) => node.steps > 0);
  const hidden = groups.reduce((sum, node) => sum + node.steps, 0);
  const summary = byId("summary");
  summary.hidden = hidden < WORTH_SAYING;
  const text = `${plural(groups.length, "group")} of ${plural(hidden, "task")}`;
  if (summary.hidden || summary.dataset.text === text) return;
  summary.dataset.text = text;
  summary.replaceChildren(`Showing ${text} `, link("Expand all", expandAll));
}
