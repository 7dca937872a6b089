/**
 * Takes slots of limits for the runs of this process, and waits for them. While nothing waits,
 * nothing looks at the store.
 */

import type { RunId, State } from "@millrace/protocol";
import type { Want } from "../limits/declared.js";
import type { ClaimedWant, LimitLedger, Refusal } from "../limits/ledger.js";
import { Alarm } from "./alarm.js";
import { Fifo } from "./fifo.js";
import { type Hold, Holdings } from "./holdings.js";
import { LimitCircles } from "./limit-circles.js";
import type { Lines, Standstill } from "./standstill.js";
import { state } from "./states.js";

/** A run that needs limits to start. */
export interface Claimant {
  /** The id of the task run or flow run. */
  readonly id: string;
  readonly run: RunId;
  /** What it is, and where, for a person. */
  readonly label: string;
  readonly wants: readonly Want[];
  /** The runs that called it, the nearest first: what they hold serves for it, too. */
  callers(): Iterable<string>;
  /** The lines in which others wait without which it cannot end. */
  standsIn(standstill: Standstill): Lines;
  /** It ended before it started. */
  readonly over: boolean;
  /** Whether it could start at once. One that could not is given back, by `postponed`. */
  readonly hasRoom: boolean;
  waits(state: State): void;
  granted(): void;
  postponed(): void;
  refused(error: Error): void;
}

/** A run names a limit of which nothing says what it allows, or two things that contradict. */
export class LimitError extends Error {
  override name = "LimitError";
}

/** Those of this process that wait for the same limits. */
interface Line {
  names: readonly string[];
  waiting: Fifo<Claimant>;
  /** What those who join it are told. */
  message: string;
}

export class LimitDesk {
  readonly #ledger: LimitLedger;
  readonly #configure: (() => Promise<void>) | undefined;
  readonly #holdings = new Holdings();
  readonly #circles: LimitCircles;
  readonly #lines = new Map<string, Line>();
  #configured: "no" | "asked" | "yes" = "no";
  #unwatch: (() => void) | undefined;
  #alarm: Alarm | undefined;
  /** When the timer rings, in milliseconds since the Unix epoch. */
  #wake: number | undefined;
  #asked = false;

  /** @param configure declares what is configured for all runs; called before the first claim */
  constructor(ledger: LimitLedger, configure?: () => Promise<void>) {
    this.#ledger = ledger;
    this.#circles = new LimitCircles(ledger, this.#holdings);
    this.#configure = configure;
    if (configure === undefined) this.#configured = "yes";
  }

  /** @returns whether the claimant may start now; else it is told later */
  enter(claimant: Claimant): boolean {
    const names = claimant.wants.map(({ name }) => name);
    const key = names.join("\n");
    const line = this.#lines.get(key);
    if (line === undefined && this.#configured === "yes") {
      const refusal = this.#take(claimant, 1, false);
      if (refusal === undefined) return true;
      if (refusal.unknown) {
        queueMicrotask(() => claimant.refused(new LimitError(refusal.message)));
        return false;
      }
      const { message } = refusal;
      this.#lines.set(key, { names, waiting: new Fifo(claimant), message });
      claimant.waits(waitingFor(refusal));
      this.#wakeAt(refusal.until);
    } else {
      const message = `limit ${names.map((name) => `"${name}"`).join(", ")}`;
      const joined = line ?? { names, waiting: new Fifo(), message };
      this.#lines.set(key, joined);
      joined.waiting.push(claimant);
      // How many wait is for others to see.
      if (this.#configured === "yes") this.#serveSoon();
      claimant.waits(state("AwaitingConcurrencySlot", joined.message));
    }
    this.#circles.waits(claimant);
    if (this.#configured === "yes") this.#unwatch ??= this.#ledger.watch(() => this.#serve());
    else this.#loadConfiguration();
    return false;
  }

  /** Gives back what a run holds, if it holds anything. */
  leave(id: string): void {
    const freed = this.#holdings.end(id);
    if (freed === undefined) return;
    for (const owner of new Set(freed.map((hold) => hold.owner))) {
      const names = freed.filter((hold) => hold.owner === owner).map(({ name }) => name);
      this.#release(owner, names);
    }
    if (this.#lines.size > 0) this.#serveSoon();
  }

  /** A store that is busy for long, or full, is told later; until then the slot is not free. */
  #release(owner: string, names: readonly string[]): void {
    try {
      this.#ledger.release(owner, names);
    } catch {
      setTimeout(() => this.#release(owner, names), 500).unref();
    }
  }

  close(): void {
    for (const { names } of this.#lines.values()) this.#leave(names);
    this.#lines.clear();
    this.#circles.close();
    this.#stopWaiting();
  }

  #loadConfiguration(): void {
    if (this.#configured !== "no") return;
    this.#configured = "asked";
    this.#configure?.().then(
      () => {
        this.#configured = "yes";
        this.#unwatch ??= this.#ledger.watch(() => this.#serve());
        this.#serve();
      },
      (error: Error) => {
        this.#configured = "no";
        for (const { waiting } of [...this.#lines.values()]) {
          for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
            this.#circles.ends(one.id);
            one.refused(error);
          }
        }
        this.#lines.clear();
      },
    );
  }

  #serveSoon(): void {
    if (this.#asked) return;
    this.#asked = true;
    queueMicrotask(() => {
      this.#asked = false;
      this.#serve();
    });
  }

  /** Lets those start that may. */
  #serve(): void {
    if (this.#configured !== "yes") return;
    for (const [key, line] of [...this.#lines]) {
      this.#serveLine(line);
      if (line.waiting.length > 0) continue;
      this.#lines.delete(key);
      this.#leave(line.names);
    }
    if (this.#lines.size === 0) this.#stopWaiting();
    const firsts = [...this.#lines.values()].map(({ waiting }) => waiting.peek());
    this.#circles.look(firsts.filter((first) => first !== undefined));
  }

  #serveLine({ waiting }: Line): void {
    const shift = ({ id }: Claimant) => {
      waiting.shift();
      this.#circles.ends(id);
    };
    for (let next = waiting.peek(); next !== undefined; next = waiting.peek()) {
      if (next.over) shift(next);
      else if (!next.hasRoom) {
        shift(next);
        next.postponed();
      } else {
        const refusal = this.#take(next, waiting.length, true);
        if (refusal !== undefined && !refusal.unknown) {
          this.#wakeAt(refusal.until);
          return;
        }
        shift(next);
        if (refusal === undefined) next.granted();
        else next.refused(new LimitError(refusal.message));
      }
    }
  }

  /** A store that is busy keeps the place in the queue: the next claim, or the end of the process, gives it up. */
  #leave(names: readonly string[]): void {
    try {
      this.#ledger.leave(names);
    } catch {}
  }

  #take(claimant: Claimant, waiting: number, again: boolean): Refusal | undefined {
    const { id, run, wants } = claimant;
    const callers = [...claimant.callers()];
    const holds: Hold[] = [];
    const claimed = wants.map((want): ClaimedWant => {
      const lender = this.#holdings.lender(callers, want.name);
      holds.push({ name: want.name, owner: lender?.owner ?? id, lender });
      return { ...want, borrowed: lender !== undefined };
    });
    let refusal: Refusal | undefined;
    try {
      refusal = this.#ledger.take({ holder: id, run, wants: claimed, waiting, again });
    } catch (error) {
      // What cannot be made sure of does not start; the store is asked again.
      return { name: "", message: (error as Error).message, until: Date.now() + 1_000 };
    }
    if (refusal === undefined) this.#holdings.begin(claimant, holds);
    return refusal;
  }

  #wakeAt(time: number | undefined): void {
    if (time === undefined || (this.#wake !== undefined && this.#wake <= time)) return;
    this.#alarm?.stop();
    this.#wake = time;
    this.#alarm = new Alarm(Math.max(1, Math.ceil(time - Date.now())), () => {
      this.#wake = undefined;
      this.#serve();
    });
  }

  #stopWaiting(): void {
    this.#alarm?.stop();
    this.#wake = undefined;
    this.#unwatch?.();
    this.#unwatch = undefined;
  }
}

function waitingFor({ message, detail, until }: Refusal): State {
  const whole = detail === undefined ? message : `${message}, ${detail}`;
  return {
    ...state("AwaitingConcurrencySlot", whole),
    ...(until === undefined ? {} : { until: Math.ceil(until) }),
  };
}
