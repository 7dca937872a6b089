/** Which slots of a schedule are to be run, noted in the store once for all services on it. */
import { type Dates, datesOf, slotsBetween } from "@millrace/schedules";
import { addSlot, type Connection, decidedUpTo, setDecided, waitingSlots } from "../store/index.js";
import type { FoundSchedule } from "./discovery/found.js";

/** Slots that are caught up on and wait at one time; the rest is decided on when these are done. */
const longestBacklog = 100;
/** A slot noticed so much later was not noticed: the machine slept, or its clock jumped. In milliseconds. */
const lateness = 30_000;
/** More than this is not counted one by one. */
const countedMissed = 1_000;

export interface Missed {
  /** At most 1001, which stands for more. */
  count: number;
  first: number;
  last: number;
}

export interface Decision {
  /** Slots that passed while nothing ran and that are not caught up on. */
  missed?: Missed;
  /** When to decide again; undefined where no slot comes any more. */
  next: number | undefined;
}

/**
 * Decides on all slots up to `now`.
 * @param since slots before this moment passed while this service did not run
 */
export function decide(
  connection: Connection,
  flowKey: string,
  schedule: FoundSchedule,
  now: number,
  since: number,
): Decision {
  // Made anew each time: croner keeps 80 KB for each expression, which a hundred of would hold for days.
  const dates = datesOf(schedule.timing);
  return connection.write(() => {
    const { key, active, catchUp } = schedule;
    const known = decidedUpTo(connection, flowKey, key);
    // A clock that was put back lives through slots again: those that are rows are not run twice.
    const decided = Math.min(known?.decided ?? now, now);
    const settle = (upTo: number): void => setDecided(connection, flowKey, key, upTo);
    const next = dates.after(decided);
    if (known === undefined || known.decided > now) settle(decided);
    if (next === undefined || next > now) return { next };
    if (!active || known?.paused) {
      settle(now);
      return { next: dates.after(now) };
    }
    const onTimeFrom = Math.max(since, now - lateness);
    const missed = { after: decided, until: Math.min(onTimeFrom - 1, now) };
    const add = (slot: number, late: boolean) =>
      addSlot(connection, { flowKey, schedule: key, slot }, late);

    if (catchUp === "all") {
      let room = longestBacklog - waitingSlots(connection, flowKey, key);
      for (const slot of slotsBetween(dates, missed.after, missed.until)) {
        if (room <= 0) return { next: now + 1_000 };
        add(slot, true);
        settle(slot);
        room -= 1;
      }
    }
    const last = catchUp === "last" ? dates.before(missed.until + 1) : undefined;
    if (last !== undefined && last > decided) add(last, true);
    for (const slot of slotsBetween(dates, Math.max(decided, missed.until), now)) add(slot, false);
    settle(now);
    const lost = catchUp === "all" ? undefined : lostBetween(dates, missed, last);
    return { ...(lost ? { missed: lost } : {}), next: dates.after(now) };
  });
}

function lostBetween(
  dates: Dates,
  { after, until }: { after: number; until: number },
  caughtUp: number | undefined,
): Missed | undefined {
  let found: Missed | undefined;
  for (const slot of slotsBetween(dates, after, until)) {
    if (slot === caughtUp) continue;
    found = { count: (found?.count ?? 0) + 1, first: found?.first ?? slot, last: slot };
    if (found.count > countedMissed) return { ...found, last: dates.before(until + 1) ?? slot };
  }
  return found;
}
