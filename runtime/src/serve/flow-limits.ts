/** Whether limits leave room for one more run of a flow: what would only wait is not started. */
import type { Want } from "../limits/declared.js";
import {
  type Connection,
  type LimitDetails,
  limitDetails,
  type OpenSlot,
  type SlotRef,
} from "../store/index.js";

/** As of one moment. */
export class FlowLimits {
  readonly #connection: Connection;
  readonly #limitsOf: (slot: SlotRef) => readonly Want[];
  #known: Map<string, LimitDetails> | undefined;

  constructor(connection: Connection, limitsOf: (slot: SlotRef) => readonly Want[]) {
    this.#connection = connection;
    this.#limitsOf = limitsOf;
  }

  /** @param running slots whose process has been started, whether it holds its limits yet or not */
  hasRoomFor(slot: SlotRef, running: readonly OpenSlot[]): boolean {
    return this.#limitsOf(slot).every(({ name, limit: declared }) => {
      const known = this.#details(name);
      const limit = known?.set ? known.limit : (declared ?? known?.limit);
      if (limit === undefined) return true;
      const holders = known?.holders ?? [];
      const starting = running.filter(
        (other) =>
          this.#limitsOf(other).some((want) => want.name === name) &&
          !holders.some(({ run }) => run === other.run),
      );
      return holders.length + starting.length < limit;
    });
  }

  #details(name: string): LimitDetails | undefined {
    this.#known ??= new Map(
      limitDetails(this.#connection)
        .filter(({ kind }) => kind === "concurrency")
        .map((limit) => [limit.name, limit]),
    );
    return this.#known.get(name);
  }
}
