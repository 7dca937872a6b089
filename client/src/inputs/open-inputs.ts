import type { InputRequest, InputRequestId } from "@millrace/protocol";
import * as vscode from "vscode";
import type { Agent } from "../history/agent.js";
import type { History } from "../history/history.js";
import { Paced } from "../paced.js";

/** Milliseconds between two looks at a store that changes fast. */
const PACE = 300;

/** A question of a live run, and the history that takes its answer. */
export interface OpenInput {
  agent: Agent;
  request: InputRequest;
}

/** What live runs wait for people to answer: runs of this window, of others, of services and terminals. */
export class OpenInputs implements vscode.Disposable {
  readonly #open = new Map<InputRequestId, OpenInput>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #asked = new vscode.EventEmitter<OpenInput>();
  readonly #subscriptions: vscode.Disposable[];
  readonly #looking = new Paced(PACE, () => this.#look());

  readonly onDidChange = this.#changed.event;
  /** A run asks something that it did not ask before. */
  readonly onDidAsk = this.#asked.event;

  constructor(private readonly history: History) {
    this.#subscriptions = [history.onDidFind, history.onDidChange].map((event) =>
      event(() => this.#looking.soon()),
    );
  }

  /** Oldest first. */
  get all(): OpenInput[] {
    return [...this.#open.values()].sort((a, b) => a.request.asked - b.request.asked);
  }

  find(id: InputRequestId): OpenInput | undefined {
    return this.#open.get(id);
  }

  dispose(): void {
    this.#looking.dispose();
    for (const one of this.#subscriptions) one.dispose();
    this.#changed.dispose();
    this.#asked.dispose();
  }

  async #look(): Promise<void> {
    const found = await Promise.all(
      this.history.agents.map(async (agent) => {
        const requests = (await agent.ask("inputs/list", {})) ?? [];
        return requests.map((request): OpenInput => ({ agent, request }));
      }),
    );
    this.#replace(found.flat());
  }

  #replace(open: OpenInput[]): void {
    const fresh = open.filter(({ request }) => !this.#open.has(request.id));
    if (fresh.length === 0 && open.length === this.#open.size) return;
    this.#open.clear();
    for (const one of open) this.#open.set(one.request.id, one);
    this.#changed.fire();
    for (const one of fresh) this.#asked.fire(one);
  }
}
