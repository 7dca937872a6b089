/** What became of slots, as people are told of it. */
import type { Happening } from "../alerts/happenings.js";
import type { AlertMessage } from "../alerts/message.js";
import { relativeToRoot } from "../engine/workspace.js";
import type { SlotRef } from "../store/index.js";
import type { Missed } from "./decide.js";
import type { FoundFlow } from "./discovery/found.js";
import { missed } from "./report.js";

/** The run's process could not even begin. */
export function notStarted(flow: FoundFlow, slot: SlotRef, reason: string): Happening {
  const title = `${flow.name} did not start`;
  return ofSlot(flow, slot, `${flow.key} ${slot.schedule} ${slot.slot}`, {
    event: "failure",
    title,
    text: reason,
  });
}

export function missedSlots(flow: FoundFlow, schedule: string, slots: Missed): Happening {
  const text = `It ${missed(slots)}.`;
  const title = `${flow.name} missed ${slots.count === 1 ? "a slot" : "slots"}`;
  const slot = { flowKey: flow.key, schedule, slot: slots.last };
  const subject = `${flow.key} ${schedule} ${slots.first}`;
  return ofSlot(flow, slot, subject, { event: "missed", title, text });
}

function ofSlot(
  flow: FoundFlow,
  { schedule, slot }: SlotRef,
  subject: string,
  said: Pick<AlertMessage, "event" | "title" | "text">,
): Happening {
  const message: AlertMessage = {
    flow: flow.name,
    file: relativeToRoot(flow.file),
    schedule,
    slot: new Date(slot).toISOString(),
    time: new Date().toISOString(),
    ...said,
  };
  return { subject, flowKey: flow.key, message };
}
