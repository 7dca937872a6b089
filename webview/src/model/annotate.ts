/** What a node's look owes to more than its task runs: a question to a person, another run, a reason. */
import type { NodeId, TaskRun } from "@millrace/protocol";
import { delta, formatDelta } from "./compared.js";
import type { Look } from "./describe.js";
import { formatDuration, visibleText } from "./format.js";
import type { SceneNode } from "./scene.js";
import type { Session } from "./session.js";
import { statusOf } from "./status.js";

export function annotated(look: Look, node: SceneNode, session: Session): Look {
  const ids = [node.id, ...node.swallowed];
  const waits = session.requestsOf(ids).length > 0;
  const compared = look.elapsed === undefined ? undefined : deltaOf(ids, session);
  const reason = look.expected === 1 ? reasonOfNode(node.id, session) : undefined;
  const more: Look = { ...look };
  if (reason !== undefined) {
    more.reason = reason;
    more.meta += ` · ${reason}`;
  }
  if (compared !== undefined && look.elapsed !== undefined) {
    more.compared = true;
    more.meta = `${formatDuration(look.elapsed)}, ${formatDelta(compared)}`;
  }
  if (waits) {
    more.waits = true;
    more.status = "paused";
    more.meta = "waits for you";
  }
  return more;
}

/** Of a closed group: the sum of what its members took longer. */
function deltaOf(ids: readonly NodeId[], { compared }: Session): number | undefined {
  if (!compared) return undefined;
  let sum: number | undefined;
  for (const id of ids) {
    const row = compared.get(id);
    const each = row && delta(row);
    if (each !== undefined) sum = (sum ?? 0) + each;
  }
  return sum;
}

function reasonOfNode(id: NodeId, { tasks }: Session): string | undefined {
  const task = tasks.tallies.get(id)?.latest;
  return task && reasonText(task);
}

/** "up to date", "ran: data/orders.csv changed". */
export function reasonText({ reason, state }: TaskRun): string | undefined {
  if (reason === undefined || reason === "") return undefined;
  const text = visibleText(reason);
  return statusOf(state) === "cached" ? text : `ran: ${text}`;
}
