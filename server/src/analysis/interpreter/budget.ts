/** Generated and adversarial code only: the largest public flow seen has 80 calls. */
const MOST_STEPS = 20_000;
/** Of processor time: on a busy machine the same flow must give the same graph. */
const HARD_LIMIT_MS = 250;
const DEEPEST = 8;
/** Reading the clock costs more than a step does. */
const STEPS_BETWEEN_CLOCKS = 512;

const processorTime = () => process.cpuUsage().user / 1000;

/** Counts the work of one flow; when it is spent the graph keeps what was found (MR110). */
export class Budget {
  steps = 0;
  /** Set with the first look at the clock: most flows are done before that. */
  private deadline: number | undefined;
  private spentReason: string | null = null;

  constructor(private readonly now: () => number = processorTime) {}

  /** False once the budget is spent. */
  step(): boolean {
    this.steps += 1;
    if (this.spentReason !== null) return false;
    if (this.steps > MOST_STEPS) {
      this.spentReason = `Analysis stopped after ${MOST_STEPS} steps; the graph may miss nodes.`;
    } else if (this.steps % STEPS_BETWEEN_CLOCKS === 0 && this.isLate()) {
      this.spentReason = `Analysis stopped after ${HARD_LIMIT_MS} ms; the graph may miss nodes.`;
    }
    return this.spentReason === null;
  }

  private isLate(): boolean {
    const now = this.now();
    this.deadline ??= now + HARD_LIMIT_MS;
    return now > this.deadline;
  }

  get spent(): string | null {
    return this.spentReason;
  }

  mayDescend(depth: number): boolean {
    return depth < DEEPEST;
  }
}
