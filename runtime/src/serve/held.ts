/**
 * Slots whose run could not even begin. The file may be half saved, or be put right in a moment: they
 * wait for it, but not for ever.
 */
export class HeldSlots {
  readonly #patience: number;
  readonly #slots = new Map<string, { since: number; waits: boolean }>();

  /** @param patience milliseconds from the first refusal until the last try */
  constructor(patience: number) {
    this.#patience = patience;
  }

  /** The slot was refused. @returns whether it may be tried again */
  hold(slot: string, now: number): boolean {
    const since = this.#slots.get(slot)?.since ?? now;
    const again = now - since < this.#patience;
    if (again) this.#slots.set(slot, { since, waits: true });
    else this.#slots.delete(slot);
    return again;
  }

  /** Whether to leave the slot alone for now. */
  isHeld(slot: string, now: number): boolean {
    const held = this.#slots.get(slot);
    return held?.waits === true && now - held.since < this.#patience;
  }

  /** Files were changed: each may be tried again. */
  filesChanged(): void {
    for (const held of this.#slots.values()) held.waits = false;
  }

  /** The slot's run has begun. */
  forget(slot: string): void {
    this.#slots.delete(slot);
  }
}
