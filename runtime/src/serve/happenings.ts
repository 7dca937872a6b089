/** What became of slots and runs, as people are told of it. */

import type { AlertMessage } from "../alerts/message.js";
import type { Happening } from "../alerts/outbox.js";
import { relativeToRoot } from "../engine/workspace.js";
import {
  type Connection,
  type EndedSlot,
  findRun,
  listRuns,
  type SlotRef,
} from "../store/index.js";
import type { Missed } from "./decide.js";
import type { FoundFlow } from "./discovery/found.js";
import { missed } from "./report.js";

const failed = ["Failed", "TimedOut", "Crashed"] as const;
const ended = [...failed, "Completed", "Cached", "Restored"] as const;

/** Undefined where nobody needs to know: the run completed, as the one before it did. */
export function afterRun(
  connection: Connection,
  flow: FoundFlow,
  slot: EndedSlot,
): Happening | undefined {
  const run = findRun(connection, slot.run);
  const said = { ...ofSlot(flow, slot), run: run.id, state: slot.state };
  const { error, state } = run;
  if (slot.state === "Failed" || slot.state === "TimedOut" || slot.state === "Crashed") {
    const [frame] = error?.stack ?? [];
    const place = frame ? ` (${relativeToRoot(frame.file)}:${frame.line})` : "";
    const text = error ? `${error.name}: ${error.message}${place}` : (state.message ?? slot.state);
    const event = slot.state === "Crashed" ? "crash" : "failure";
    const verb = { Failed: "failed", TimedOut: "timed out", Crashed: "crashed" }[slot.state];
    return happening(flow, slot.run, { ...said, event, title: `${flow.name} ${verb}`, text });
  }
  if (slot.state !== "Completed") return undefined;
  const [before] = listRuns(connection, {
    flowKey: flow.key,
    states: ended,
    before: run.created,
    limit: 1,
  });
  if (before === undefined || !failed.some((name) => name === before.state.name)) return undefined;
  const title = `${flow.name} completed again`;
  const text = `The run before it (${before.id}) had ended as ${before.state.name}.`;
  return happening(flow, slot.run, { ...said, event: "recovery", title, text });
}

/** The run's process could not even begin. */
export function notStarted(flow: FoundFlow, slot: SlotRef, reason: string): Happening {
  const message = { ...ofSlot(flow, slot), event: "failure" as const, text: reason };
  return happening(flow, `${flow.key} ${slot.schedule} ${slot.slot}`, {
    ...message,
    title: `${flow.name} did not start`,
  });
}

export function missedSlots(flow: FoundFlow, schedule: string, slots: Missed): Happening {
  const text = `It ${missed(slots)}.`;
  const title = `${flow.name} missed ${slots.count === 1 ? "a slot" : "slots"}`;
  const ref = { flowKey: flow.key, schedule, slot: slots.last };
  const said = { ...ofSlot(flow, ref), event: "missed" as const, title, text };
  return happening(flow, `${flow.key} ${schedule} ${slots.first}`, said);
}

export function stillRuns(flow: FoundFlow, slot: SlotRef, run: string, span: string): Happening {
  const title = `${flow.name} takes longer than ${span}`;
  const text = `The run ${run} still goes on. \`millrace runs cancel ${run}\` ends it.`;
  const said = { ...ofSlot(flow, slot), event: "slow" as const, run, title, text };
  return happening(flow, `${run} ${span}`, said);
}

function ofSlot(flow: FoundFlow, { schedule, slot }: SlotRef) {
  return {
    flow: flow.name,
    file: relativeToRoot(flow.file),
    schedule,
    slot: new Date(slot).toISOString(),
    time: new Date().toISOString(),
  };
}

function happening(flow: FoundFlow, subject: string, message: AlertMessage): Happening {
  return { subject, flowKey: flow.key, message };
}
