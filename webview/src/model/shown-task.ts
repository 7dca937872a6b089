/** The task run that a selection is about. */
import type { TaskRun } from "@millrace/protocol";
import type { Selection } from "../ui.js";
import type { Session } from "./session.js";

/** The selected one, else the node's failed or latest one. */
export function shownTask({ tasks }: Session, { task, node }: Selection): TaskRun | undefined {
  const chosen = task === undefined ? undefined : tasks.byId.get(task);
  if (chosen) return chosen;
  const tally = node === undefined ? undefined : tasks.tallies.get(node);
  return tally && (tally.failed ?? tally.latest);
}
