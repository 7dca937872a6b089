/**
 * Which lines of limits a run cannot go on without. What is found here errs on one side only: a run
 * that could go on by anything else (a timer, a retry, a person, a wait that has a timeout, a task that
 * is running) stands in no line.
 */
import type { FlowRun } from "./flow-run.js";
import type { Work } from "./work.js";

/** By line, one of those who wait in it: the id of a run. */
export type Lines = ReadonlyMap<string, string>;

const none: Lines = new Map();

export class Standstill {
  readonly #lineOf: (id: string) => string | undefined;
  readonly #known = new Map<Work, Lines>();

  /** @param lineOf the line in which a run waits that another one called which holds limits */
  constructor(lineOf: (id: string) => string | undefined) {
    this.#lineOf = lineOf;
  }

  /** While all of these stand, the work cannot end; none where it may. */
  lines(work: Work): Lines {
    if (work.settled) return none;
    let lines = this.#known.get(work);
    if (lines === undefined) {
      // A circle of futures is refused elsewhere; here it must only end.
      this.#known.set(work, none);
      lines = work.standsIn(this);
      this.#known.set(work, lines);
    }
    return lines;
  }

  /** The line in which a run waits itself. */
  lineOfRun(id: string): Lines | undefined {
    const line = this.#lineOf(id);
    return line === undefined ? undefined : new Map([[line, id]]);
  }

  /** A flow run ends when the last of its task runs has. */
  linesOfFlow(flow: FlowRun): Lines {
    return this.lineOfRun(flow.id) ?? this.linesOfAny(flow.unfinished.runs());
  }

  /** Of work that needs all of these: one that stands is enough. */
  linesOfAny(works: Iterable<Work>): Lines {
    const all = new Map<string, string>();
    for (const work of works) for (const [line, id] of this.lines(work)) all.set(line, id);
    return all;
  }

  /** Of code that waits for these, and may go on after any of them. */
  linesOfEach(works: readonly Work[]): Lines {
    return works.every((work) => this.lines(work).size > 0) ? this.linesOfAny(works) : none;
  }
}
