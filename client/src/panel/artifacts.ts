import type { Artifact, PanelArtifact, RunId } from "@millrace/protocol";
import type { Disposable } from "vscode";
import type { Agent } from "../history/agent.js";
import { Paced } from "../paced.js";
import type { RunModel } from "../runs/run-model.js";
import { artifactShown } from "./artifact-shown.js";

/** Milliseconds between two looks at them: a history changes many times a second while runs go on. */
const PACE = 500;
/** Milliseconds after a run's end in which its last artifacts are written. */
const LATE = 10_000;
/** Of the runs that a run called, so many are asked for theirs. */
const CALLED = 50;

export interface Made {
  run: RunId;
  artifacts: PanelArtifact[];
}

/** What the run on a panel's graph, and the runs it called, made for people to look at. */
export class Artifacts implements Disposable {
  readonly #pace = new Paced(PACE, () => this.read());
  #of: { agent: Agent; model: RunModel } | undefined;
  #whole: Artifact[] = [];
  #shown: Made | undefined;

  constructor(private readonly send: (made: Made) => void) {}

  /** What is shown now; absent where the run made nothing. */
  get shown(): Made | undefined {
    return this.#shown;
  }

  /** A run is on the graph. One that goes on may be so new that the history does not have it yet. */
  async begin(agent: Agent | undefined, model: RunModel): Promise<void> {
    this.end();
    this.#of = agent && { agent, model };
    if (model.ended) await this.read();
    else this.soon();
  }

  /** It is on the graph no more. */
  end(): void {
    this.#of = undefined;
    this.#whole = [];
    this.#shown = undefined;
  }

  /** The run ended, or the history changed: reads them again in a moment. */
  readonly soon = (): void => {
    const ended = this.#of?.model.run.ended;
    if (this.#of && (ended === undefined || Date.now() - ended < LATE)) this.#pace.soon();
  };

  find(run: RunId, key: string): Artifact | undefined {
    return this.#whole.find((one) => one.run === run && one.key === key);
  }

  async read(): Promise<void> {
    const of = this.#of;
    if (!of) return;
    const { agent, model } = of;
    const called = model.tasks.flatMap(({ subflow }) => subflow ?? []);
    const runs = [model.run.id, ...new Set(called.slice(0, CALLED))];
    const found = await Promise.all(runs.map((run) => agent.ask("runs/artifacts", { run })));
    // Meanwhile another run may be shown.
    if (this.#of !== of) return;
    this.#whole = found.flatMap((made) => made ?? []);
    const artifacts = this.#whole.map(artifactShown);
    if (JSON.stringify(artifacts) === JSON.stringify(this.#shown?.artifacts ?? [])) return;
    this.#shown = { run: model.run.id, artifacts };
    this.send(this.#shown);
  }

  dispose(): void {
    this.end();
    this.#pace.dispose();
  }
}
