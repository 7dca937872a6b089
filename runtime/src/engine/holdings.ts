/**
 * Which runs of this process hold which limits. A run that is called by one that holds a limit
 * borrows its caller's slot, one at a time: it would wait for ever for a slot that its caller holds
 * while that waits for it.
 */

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

export class Holdings {
  readonly #held = new Map<string, readonly Hold[]>();

  /** What the nearest of the callers that holds the limit can lend. */
  lender(callers: readonly string[], name: string): Hold | undefined {
    for (const caller of callers) {
      const hold = this.#held.get(caller)?.find((one) => one.name === name);
      if (hold !== undefined) return hold.lent ? undefined : hold;
    }
    return undefined;
  }

  begin(id: string, holds: readonly Hold[]): void {
    for (const { lender } of holds) if (lender !== undefined) lender.lent = true;
    this.#held.set(id, holds);
  }

  /** @returns the slots that are free now, where the run held any */
  end(id: string): Hold[] | undefined {
    const holds = this.#held.get(id);
    this.#held.delete(id);
    return holds?.flatMap((hold) => {
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
