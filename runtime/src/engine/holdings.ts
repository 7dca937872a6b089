/**
 * Which runs of this process hold which limits. A run that is called by one that holds a limit
 * borrows its caller's slot, one at a time: it would wait for ever for a slot that its caller holds
 * while that waits for it.
 */

import type { Claimant } from "./limit-desk.js";

/** One limit that one run holds. */
export interface Hold {
  name: string;
  /** The run whose slot it is. */
  owner: string;
  /** The hold of the caller that it is borrowed from. */
  lender: Hold | undefined;
  lent?: boolean;
  ended?: boolean;
}

/** A slot, and the runs that have to end before it is free: whose it is, and who borrows it. */
export interface UsedSlot {
  name: string;
  owner: string;
  users: Claimant[];
}

export class Holdings {
  readonly #held = new Map<string, { holder: Claimant; holds: readonly Hold[] }>();

  /** Whether one of these holds anything. */
  anyOf(ids: Iterable<string>): boolean {
    if (this.#held.size === 0) return false;
    for (const id of ids) if (this.#held.has(id)) return true;
    return false;
  }

  slots(): Iterable<UsedSlot> {
    const slots = new Map<string, UsedSlot>();
    for (const { holder, holds } of this.#held.values()) {
      for (const { name, owner } of holds) {
        const key = `${owner} ${name}`;
        const slot = slots.get(key) ?? { name, owner, users: [] };
        slot.users.push(holder);
        slots.set(key, slot);
      }
    }
    return slots.values();
  }

  /** What the nearest of the callers that holds the limit can lend. */
  lender(callers: readonly string[], name: string): Hold | undefined {
    for (const caller of callers) {
      const hold = this.#held.get(caller)?.holds.find((one) => one.name === name);
      if (hold !== undefined) return hold.lent ? undefined : hold;
    }
    return undefined;
  }

  begin(holder: Claimant, holds: readonly Hold[]): void {
    for (const { lender } of holds) if (lender !== undefined) lender.lent = true;
    this.#held.set(holder.id, { holder, holds });
  }

  /** @returns the slots that are free now, where the run held any */
  end(id: string): Hold[] | undefined {
    const held = this.#held.get(id);
    this.#held.delete(id);
    return held?.holds.flatMap((hold) => {
      hold.ended = true;
      return hold.lent ? [] : freed(hold);
    });
  }
}

/** A slot that is given back goes to its lender, and on from there where that has ended meanwhile. */
function freed(hold: Hold): Hold[] {
  const { lender } = hold;
  if (lender === undefined) return [hold];
  lender.lent = false;
  return lender.ended ? freed(lender) : [];
}
