/** Which of the slots that are due start now: by overlap, by limits, and by how many may run at a time. */
import { randomUUID } from "node:crypto";
import type { RunId } from "@millrace/protocol";
import type { Want } from "../limits/declared.js";
import type { Overlap } from "../schedules/options.js";
import {
  type ClaimedSlot,
  type Connection,
  claimSlot,
  type OpenSlot,
  openSlots,
  type SlotRef,
  skipSlot,
} from "../store/index.js";
import { FlowLimits } from "./flow-limits.js";

/** A slot whose process died so often before the run started will not start. */
const mostAttempts = 5;

/** On what terms a slot is started. */
export interface Terms {
  /** Its slots wait where it is not. */
  active: boolean;
  overlap: Overlap;
  /** What its flow waits for before it starts. */
  limits: readonly Want[];
}

export interface Dispatch {
  claimed: ClaimedSlot[];
  skipped: { slot: SlotRef; reason: string }[];
  /** Runs that a later slot wants cancelled. */
  cancel: RunId[];
  /** How many runs go on, those just claimed among them. */
  active: number;
  /** Slots that must wait. */
  waiting: number;
}

/**
 * Claims what may start, in one transaction with the look at what runs.
 * @param termsOf undefined for schedules that this service does not serve
 * @param room how many runs of this store may go on at a time
 */
export function dispatch(
  connection: Connection,
  termsOf: (slot: SlotRef) => Terms | undefined,
  room: number,
): Dispatch {
  return connection.write(() => {
    const open = openSlots(connection);
    const isWaiting = (slot: OpenSlot) => slot.state === "due" || slot.orphaned;
    const running = open.filter((slot) => !isWaiting(slot));
    const result: Dispatch = { claimed: [], skipped: [], cancel: [], active: 0, waiting: 0 };
    const skip = (slot: SlotRef, reason: string) => {
      skipSlot(connection, slot, reason);
      result.skipped.push({ slot, reason });
    };
    const waiting = open.filter(isWaiting);
    const limits = new FlowLimits(connection, (slot) => termsOf(slot)?.limits ?? []);
    for (const [index, slot] of waiting.entries()) {
      const terms = termsOf(slot);
      if (terms === undefined || !terms.active || slot.paused) continue;
      const { overlap } = terms;
      const others = running.filter((other) => isSameSchedule(slot, other));
      const isOverlapping = overlap !== "allow" && others.length > 0;
      if (slot.attempts >= mostAttempts) {
        skip(slot, `its process ended ${slot.attempts} times before the run started`);
      } else if (isOverlapping && overlap === "skip" && !slot.late) {
        skip(slot, `the run before it${inParentheses(others)} still goes on`);
      } else if (isOverlapping && overlap === "cancel-running" && !slot.late) {
        if (waiting.slice(index + 1).some((later) => isSameSchedule(slot, later))) {
          skip(slot, "a later slot came before it could start");
        } else {
          result.cancel.push(...others.flatMap(({ run }) => run ?? []));
          result.waiting += 1;
        }
      } else if (isOverlapping || running.length >= room || !limits.hasRoomFor(slot, running)) {
        result.waiting += 1;
      } else {
        const claim = randomUUID();
        claimSlot(connection, slot, claim);
        running.push({ ...slot, state: "claimed", orphaned: false });
        const { flowKey, schedule, slot: time } = slot;
        result.claimed.push({ flowKey, schedule, slot: time, claim });
      }
    }
    result.active = running.length;
    return result;
  });
}

function isSameSchedule(one: SlotRef, other: SlotRef): boolean {
  return one.flowKey === other.flowKey && one.schedule === other.schedule;
}

function inParentheses([first]: OpenSlot[]): string {
  return first?.run ? ` (${first.run})` : "";
}
