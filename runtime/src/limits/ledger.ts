/** What is asked of the place where limits are kept: `runtime/src/store` implements it. */
import type { RunId } from "@millrace/protocol";
import type { Link, Standing } from "./circle.js";
import type { Want } from "./declared.js";

/** Who wants to hold what. */
export interface Claim {
  /** The id of the task run or flow run. */
  holder: string;
  run: RunId;
  wants: readonly ClaimedWant[];
  /** How many runs of this process need the same limits now, this one among them. */
  waiting: number;
  /** It has been refused before, or others of this process have. */
  again: boolean;
}

export interface ClaimedWant extends Want {
  /** Its caller's slot serves for it: only a rate counts. */
  borrowed: boolean;
}

/** Why a claim has to wait, or cannot be met at all. */
export interface Refusal {
  /** The limit that stands against it. */
  name: string;
  /** For a person: what the limit is. */
  message: string;
  /** Who stands in the way, where that is known. */
  detail?: string;
  /** When it may be met at the earliest, in milliseconds since the Unix epoch, where that is known. */
  until?: number;
  /** Nobody says what the name allows. */
  unknown?: boolean;
}

export interface LimitLedger {
  /**
   * Takes a slot of everything that is wanted, or of nothing. Who is refused has a place in the queue
   * from then on, one for each process and set of names.
   */
  take(claim: Claim): Refusal | undefined;
  /** Gives back what a holder has of these limits. */
  release(holder: string, names: readonly string[]): void;
  /** This process no longer waits for exactly these limits. */
  leave(names: readonly string[]): void;
  /**
   * Tells other processes where this one stands; undefined where it can go on.
   * @returns those that wait for each other in a circle, where this process is the one to break it:
   * the first of them came last, and is of this process
   */
  stands(standing: Standing | undefined): Link[];
  /** Calls back soon after any process may have changed anything. @returns how to stop that */
  watch(changed: () => void): () => void;
}
