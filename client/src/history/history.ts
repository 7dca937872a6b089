import type { RaisedAlert, RunOverview, RunQuery } from "@millrace/protocol";
import * as vscode from "vscode";
import { findMillrace, projectRoot } from "../runs/millrace-package.js";
import { NODE_SETTING } from "../runs/program.js";
import { nodePath } from "../runs/run-controller.js";
import { Agent } from "./agent.js";

/** The agents of the projects that have flows, one a store. None while the workspace is untrusted. */
export class History implements vscode.Disposable {
  readonly #agents = new Map<string, Agent>();
  readonly #found = new vscode.EventEmitter<void>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #alerts = new vscode.EventEmitter<{ agent: Agent; alert: RaisedAlert }>();

  /** There is one more project, whose history may be long already. */
  readonly onDidFind = this.#found.event;
  /** Runs of any project changed. */
  readonly onDidChange = this.#changed.event;
  readonly onAlert = this.#alerts.event;

  readonly #subscription = vscode.workspace.onDidChangeConfiguration((change) => {
    if (!change.affectsConfiguration(NODE_SETTING)) return;
    for (const agent of this.agents) agent.restart();
  });

  constructor(private readonly say: (text: string) => void) {}

  /** The agent of the project that a file belongs to; undefined where nothing can run. */
  agentOf(file: string): Agent | undefined {
    if (!vscode.workspace.isTrusted) return undefined;
    const root = projectRoot(file);
    const known = this.#agents.get(root);
    if (known) return known;
    const installed = findMillrace(root);
    if (!installed) return undefined;
    // Found anew by each process: an installation may bring another version, a setting another Node.
    const program = () => ({
      node: nodePath(),
      command: (findMillrace(root) ?? installed).command,
    });
    const agent = new Agent(root, program, this.say);
    agent.onDidChange(() => this.#changed.fire());
    agent.onAlert((alert) => this.#alerts.fire({ agent, alert }));
    this.#agents.set(root, agent);
    this.#found.fire();
    return agent;
  }

  /** The agents known so far. */
  get agents(): Agent[] {
    return [...this.#agents.values()];
  }

  /** Runs of all known projects, newest first. */
  async runs(query: RunQuery): Promise<{ agent: Agent; run: RunOverview }[]> {
    const lists = await Promise.all(
      this.agents.map(async (agent) => {
        const runs = (await agent.ask("runs/list", query)) ?? [];
        return runs.map((run) => ({ agent, run }));
      }),
    );
    return lists.flat().sort((a, b) => b.run.created - a.run.created);
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const agent of this.#agents.values()) agent.dispose();
    this.#found.dispose();
    this.#changed.dispose();
    this.#alerts.dispose();
  }
}
