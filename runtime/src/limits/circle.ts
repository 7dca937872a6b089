/**
 * Finds those who wait for each other's limits in a circle. Pure: what all processes say of
 * themselves in, the circle out.
 *
 * All that wait are taken to stand still at first, and all slots whose holder says that it waits. Then
 * whoever could get what it waits for, once the others have gone on, is taken out, until nothing
 * changes. What is left can never go on, and of it those that wait for themselves are the circle:
 * the others are only behind it.
 */

/** What one process says of where it stands. Names of limits are sorted. */
export interface Standing {
  /** The lines it waits in: of the limits' names, those that the first in line cannot borrow. */
  lines: readonly { names: readonly string[]; needs: readonly string[] }[];
  /** The slots that it cannot give back before all of some lines have moved. */
  slots: readonly StandingSlot[];
}

export interface StandingSlot {
  /** The limit's. */
  name: string;
  /** The id of the run whose slot it is. */
  holder: string;
  /** That run, for a person. */
  label: string;
  /** The lines, and who waits in each. */
  waits: readonly { names: readonly string[]; id: string; label: string }[];
}

/** A line of one process, as the store has it. */
export interface Queued {
  process: string;
  names: readonly string[];
  ticket: number;
}

export interface Snapshot {
  /** How many may hold a limit at a time, how many may start under it in its span. */
  caps: ReadonlyMap<string, { limit?: number; starts?: number }>;
  queue: readonly Queued[];
  slots: readonly { process: string; name: string; holder: string; run: string }[];
  standings: ReadonlyMap<string, Standing>;
}

/** One who holds a limit and waits for another. */
interface Said {
  holds: string;
  holder: string;
  run: string;
  label: string;
  /** The line that it waits in, and the run that waits there for it. */
  line: Queued;
  waiter: { id: string; label: string };
}

export interface Link extends Said {
  /** Of the limits it waits for, those that nobody will ever give back. */
  needs: readonly string[];
}

/** @returns those of the circle, whoever came last first; none where this process is not to give way */
export function circleOf(snapshot: Snapshot, me: string): Link[] {
  const still = new StandingStill(snapshot);
  for (const line of still.lines()) {
    if (line.process !== me) continue;
    const circle = still.circleOf(line);
    if (circle[0]?.line === line) return circle;
  }
  return [];
}

class StandingStill {
  readonly #snapshot: Snapshot;
  readonly #lines: Set<Queued>;
  readonly #links: Set<Said>;

  constructor(snapshot: Snapshot) {
    this.#snapshot = snapshot;
    this.#lines = new Set(snapshot.queue);
    this.#links = new Set(this.#linksSaid());
    while (this.#takeOut());
  }

  lines(): Iterable<Queued> {
    return this.#lines;
  }

  /** All that `line` waits for and that wait for it, whoever came last first. */
  circleOf(line: Queued): Link[] {
    const ahead = this.#reachedFrom(line);
    if (!ahead.has(line)) return [];
    const circle = [...ahead].filter((one) => one === line || this.#reachedFrom(one).has(line));
    const within = new Set(circle);
    return [...this.#links]
      .filter((link) => within.has(link.line) && this.#isWaitedFor(link, circle))
      .map((link) => ({ ...link, needs: this.#missing(link.line) }))
      .sort((a, b) => b.line.ticket - a.line.ticket);
  }

  #isWaitedFor({ holds }: Said, circle: readonly Queued[]): boolean {
    return circle.some((line) => this.#missing(line).includes(holds));
  }

  #reachedFrom(line: Queued): Set<Queued> {
    const reached = new Set<Queued>();
    const open = [line];
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      for (const next of this.#waitedForBy(one)) {
        if (reached.has(next)) continue;
        reached.add(next);
        open.push(next);
      }
    }
    return reached;
  }

  #waitedForBy(line: Queued): Queued[] {
    return this.#missing(line).flatMap((name) => [
      ...[...this.#links].filter(({ holds }) => holds === name).map((link) => link.line),
      ...this.#before(line, name),
    ]);
  }

  #takeOut(): boolean {
    const { size } = this.#lines;
    for (const line of this.#lines) {
      if (this.#missing(line).length === 0) this.#lines.delete(line);
    }
    // A slot whose holder waits in several lines may come free by any of them.
    const moving = [...this.#links].filter(({ line }) => !this.#lines.has(line));
    for (const { holds, holder } of moving) {
      for (const link of this.#links) {
        if (link.holds === holds && link.holder === holder) this.#links.delete(link);
      }
    }
    return this.#lines.size < size || moving.length > 0;
  }

  /** The limits of which nothing will come free for the first in this line. */
  #missing(line: Queued): string[] {
    return this.#needs(line).filter((name) => {
      const cap = this.#snapshot.caps.get(name);
      const before = this.#before(line, name).length;
      const held = new Set(
        [...this.#links].filter(({ holds }) => holds === name).map(({ holder }) => holder),
      ).size;
      return held + before >= (cap?.limit ?? Infinity) || before >= (cap?.starts ?? Infinity);
    });
  }

  #needs(line: Queued): readonly string[] {
    const said = this.#snapshot.standings.get(line.process)?.lines;
    return said?.find(({ names }) => isSame(names, line.names))?.needs ?? line.names;
  }

  #before({ ticket }: Queued, name: string): Queued[] {
    return [...this.#lines].filter((other) => other.ticket < ticket && other.names.includes(name));
  }

  /** What processes say counts where the store still knows of the slots and of all the lines. */
  #linksSaid(): Said[] {
    const { queue, slots, standings } = this.#snapshot;
    return slots.flatMap(({ process, name, holder, run }) => {
      const said = standings
        .get(process)
        ?.slots.find((slot) => slot.name === name && slot.holder === holder);
      if (said === undefined) return [];
      const links = said.waits.map(({ names, ...waiter }) => {
        const line = queue.find((one) => one.process === process && isSame(one.names, names));
        return line && { holds: name, holder, run, label: said.label, line, waiter };
      });
      const known = links.filter((link) => link !== undefined);
      return known.length === links.length ? known : [];
    });
  }
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((name, index) => name === other[index]);
}
