import type { FlowGraph, RunSummary } from "@millrace/protocol";
import type * as vscode from "vscode";
import type { Agent } from "../history/agent.js";
import { Paced } from "../paced.js";
import { labelOf } from "../runs/run-model.js";

/** Runs of the flow to pick from. */
const LISTED = 30;
/** Milliseconds between two looks at them: a history changes many times a second while runs go on. */
const PACE = 250;

/** The flow whose runs are listed, and where its history is. */
export interface ListedFlow {
  readonly uri: vscode.Uri | undefined;
  readonly flow: FlowGraph | undefined;
  readonly agent: Agent | undefined;
}

/** The last runs of the flow that a panel shows, as its history has them. */
export class RunList implements vscode.Disposable {
  readonly #pace = new Paced(PACE, () => this.read());
  runs: RunSummary[] = [];

  constructor(
    private readonly of: ListedFlow,
    private readonly told: (runs: RunSummary[]) => void,
  ) {}

  /** The history changed: reads it again in a moment. */
  readonly soon = (): void => this.#pace.soon();

  async read(): Promise<void> {
    const { uri, flow, agent } = this.of;
    const found = flow && (await agent?.ask("runs/list", { flow: flow.exportName, limit: LISTED }));
    // Meanwhile the panel may show another flow, whose runs are asked for too.
    if (uri?.toString() !== this.of.uri?.toString() || flow?.key !== this.of.flow?.key) return;
    const own = (found ?? []).filter(({ file }) => file === uri?.fsPath);
    this.runs = own.map(({ id, state, started, created, duration }) => ({
      id,
      label: labelOf(id),
      state,
      started: started ?? created,
      ...(duration !== undefined && { duration }),
    }));
    this.told(this.runs);
  }

  dispose(): void {
    this.#pace.dispose();
  }
}
