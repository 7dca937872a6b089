import type { TypeOracle } from "../analysis/index.js";
import type { TypeChecker } from "./oracle.js";

type Kind = ReturnType<TypeOracle["callable"]>;
type Span = Parameters<TypeOracle["callable"]>[1];

/** What was asked about one file. */
interface Asked {
  /** The text the places are of. */
  text: string;
  calls: Map<string, { span: Span; given: Kind }>;
}

/**
 * What the checker said the last time, at once: it takes longer than a keystroke may. Whoever
 * is answered so asks again once `refresh` said that an answer is another one now.
 */
export class RememberedTypes implements TypeOracle {
  readonly #asked = new Map<string, Asked>();
  readonly #unsure = new Set<string>();
  /** By file, then by the call; and by what is called alone, for a call that is new. */
  readonly #answers = new Map<string, Map<string, Kind>>();

  /** @param onAsked there are answers to be looked up */
  constructor(
    private readonly checker: TypeChecker,
    private readonly read: (file: string) => string | undefined,
    private readonly onAsked: () => void,
  ) {}

  callable(file: string, span: Span): Kind {
    const text = this.read(file);
    if (text === undefined) return null;
    const callee = text.slice(span.start, span.end);
    const call = `${callee}#${occurrencesBefore(text, callee, span.start)}`;
    const answers = this.#answers.get(file);
    const given = answers?.get(call) ?? answers?.get(callee) ?? null;
    let asked = this.#asked.get(file);
    if (asked?.text !== text) {
      asked = { text, calls: new Map() };
      this.#asked.set(file, asked);
    }
    asked.calls.set(call, { span, given });
    this.#unsure.add(file);
    this.onAsked();
    return given;
  }

  /** The files whose answers nobody has looked up since they were given. */
  unsure(): string[] {
    return [...this.#unsure];
  }

  /** A file changed: what was answered from its text may be another answer now. */
  changed(file: string): void {
    if (!this.checker.hasRead(file)) return;
    for (const each of this.#asked.keys()) if (this.checker.hasRead(each)) this.#unsure.add(each);
    this.onAsked();
  }

  /**
   * Looks up what was asked about a file.
   * @returns whether an answer that was given is another one
   */
  refresh(file: string): boolean {
    this.#unsure.delete(file);
    const asked = this.#asked.get(file);
    // Who asked about an older text has not yet looked at this one, and will ask again.
    if (!asked || this.read(file) !== asked.text) return false;
    const answers = new Map<string, Kind>();
    let differs = false;
    for (const [call, { span, given }] of asked.calls) {
      const kind = this.checker.callable(file, span);
      answers.set(call, kind);
      answers.set(asked.text.slice(span.start, span.end), kind);
      differs ||= kind !== given;
    }
    this.#answers.set(file, answers);
    return differs;
  }

  forget(file: string): void {
    this.#asked.delete(file);
    this.#unsure.delete(file);
    this.#answers.delete(file);
  }

  /** The answers stay; what it took to find them goes. */
  release(): void {
    this.checker.release();
  }
}

function occurrencesBefore(text: string, part: string, offset: number): number {
  let count = 0;
  for (let at = text.indexOf(part); at !== -1 && at < offset; at = text.indexOf(part, at + 1)) {
    count += 1;
  }
  return count;
}
