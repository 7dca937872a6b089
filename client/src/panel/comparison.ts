import type { RunComparison, RunId } from "@millrace/protocol";
import type { Agent } from "../history/agent.js";
import { isFinal } from "../runs/ends.js";

/** The run on a panel's graph beside another one of its history. */
export class Comparison {
  #pair: { agent: Agent; left: RunId; right: RunId } | undefined;
  #found: RunComparison | undefined;

  constructor(private readonly send: (comparison: RunComparison | undefined) => void) {}

  /** What is shown now. */
  get found(): RunComparison | undefined {
    return this.#found;
  }

  async begin(agent: Agent, left: RunId, right: RunId): Promise<void> {
    this.#pair = { agent, left, right };
    await this.#ask();
  }

  end(): void {
    if (!this.#pair) return;
    this.#pair = undefined;
    this.#found = undefined;
    this.send(undefined);
  }

  /** Runs changed: what goes on is compared anew. */
  async renew(): Promise<void> {
    const { left, right } = this.#found ?? {};
    if (left && right && !(isFinal(left.state) && isFinal(right.state))) await this.#ask();
  }

  async #ask(): Promise<void> {
    const pair = this.#pair;
    if (!pair) return;
    const { agent, left, right } = pair;
    const found = await agent.ask("runs/compare", { left, right });
    // Meanwhile it may be about other runs, or over.
    if (this.#pair !== pair) return;
    if (!found) return this.end();
    this.#found = found;
    this.send(found);
  }
}
