/**
 * Runs that wait for a limit while a run that called them holds another one, and which of them gives
 * way where such runs wait for each other, over however many processes. Looked for only while there
 * are any, and only once they have stood for some seconds.
 */
import type { Link, Standing } from "../limits/circle.js";
import type { LimitLedger } from "../limits/ledger.js";
import type { Holdings } from "./holdings.js";
import type { Claimant } from "./limit-desk.js";
import { Standstill } from "./standstill.js";

/** Milliseconds between two looks. Only what two looks find alike is taken for a circle. */
const patience = 1_000;

/** Tasks that hold limits wait for each other. */
export class LimitCircleError extends Error {
  override name = "LimitCircleError";
}

interface Waiting {
  claimant: Claimant;
  names: readonly string[];
}

export class LimitCircles {
  readonly #ledger: LimitLedger;
  readonly #holdings: Holdings;
  readonly #waiting = new Map<string, Waiting>();
  #looked = 0;
  /** What the last look has found, as text. */
  #found = { standing: "", circle: "" };
  #isTold = false;

  constructor(ledger: LimitLedger, holdings: Holdings) {
    this.#ledger = ledger;
    this.#holdings = holdings;
  }

  waits(claimant: Claimant): void {
    if (!this.#holdings.anyOf(claimant.callers())) return;
    if (this.#waiting.size === 0) this.#looked = performance.now();
    const names = claimant.wants.map(({ name }) => name).sort();
    this.#waiting.set(claimant.id, { claimant, names });
  }

  /** It waits no longer. */
  ends(id: string): void {
    if (this.#waiting.delete(id) && this.#waiting.size === 0) this.#tell(undefined);
  }

  close(): void {
    this.#waiting.clear();
    this.#tell(undefined);
  }

  /** @param firsts the first in each line of this process */
  look(firsts: readonly Claimant[]): void {
    if (this.#waiting.size === 0 || performance.now() - this.#looked < patience) return;
    this.#looked = performance.now();
    const standing = this.#standing(firsts);
    const before = this.#found;
    this.#found = { standing: JSON.stringify(standing), circle: "" };
    if (standing === undefined || this.#found.standing !== before.standing) {
      this.#tell(undefined);
      return;
    }
    const circle = this.#tell(standing);
    this.#found.circle = JSON.stringify(circle);
    const [last] = circle;
    if (last === undefined || this.#found.circle !== before.circle) return;
    const claimant = this.#waiting.get(last.waiter.id)?.claimant;
    claimant?.refused(new LimitCircleError(messageOf(circle)));
  }

  #standing(firsts: readonly Claimant[]): Standing | undefined {
    for (const [id, { claimant }] of this.#waiting) if (claimant.over) this.#waiting.delete(id);
    const standstill = new Standstill((id) => this.#waiting.get(id)?.names.join("\n"));
    const slots = [...this.#holdings.slots()].flatMap(({ name, owner, users }) => {
      const lines = new Map(users.flatMap((user) => [...user.standsIn(standstill)]));
      const waits = [...lines.values()].flatMap((id) => {
        const { claimant, names } = this.#waiting.get(id) as Waiting;
        return { names, id, label: claimant.label };
      });
      const label = users.find(({ id }) => id === owner)?.label ?? users[0]?.label ?? owner;
      return waits.length === 0 ? [] : [{ name, holder: owner, label, waits }];
    });
    if (slots.length === 0) return undefined;
    return { slots, lines: firsts.map((first) => this.#line(first)) };
  }

  #line(first: Claimant): Standing["lines"][number] {
    const names = first.wants.map(({ name }) => name).sort();
    const lenders = [...first.callers()];
    return {
      names,
      needs: names.filter((name) => this.#holdings.lender(lenders, name) === undefined),
    };
  }

  /** A store in trouble is told, and asked, at the next look. */
  #tell(standing: Standing | undefined): Link[] {
    if (standing === undefined && !this.#isTold) return [];
    try {
      const circle = this.#ledger.stands(standing);
      this.#isTold = standing !== undefined;
      return circle;
    } catch {
      return [];
    }
  }
}

function messageOf(circle: readonly Link[]): string {
  const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(", ");
  const links = circle.map(
    ({ label, run, holds, waiter, needs }) =>
      `${label} of run ${run} holds "${holds}" and waits for ${waiter.label}, which needs ${quoted(needs)}`,
  );
  const [last] = circle as [Link];
  const names = [...new Set([last.holds, ...last.needs])].sort();
  const others =
    circle.length > 1 ? "" : `; those who came first for ${quoted(last.needs)} wait for it, too`;
  const remedy =
    names.length === 1
      ? `Start ${last.waiter.label} where nobody who holds ${quoted(names)} waits for it`
      : `Let ${last.label} take them together: concurrency: [${quoted(names)}]`;
  return `tasks that hold limits wait for each other: ${links.join("; ")}${others}. None of them could ever go on, so ${last.waiter.label}, which came last, was given up. ${remedy}`;
}
