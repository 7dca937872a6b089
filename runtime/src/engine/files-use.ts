/** The option `files`: a task whose files are as it left them is not run again. */
import { dirname } from "node:path";
import { nanoid } from "nanoid";
import { digest } from "ohash";
import type { Left } from "../files/compare.js";
import type { Identity, Look } from "../files/freshness.js";
import type { FilesOption } from "../files/options.js";
import type { FileSet } from "../files/patterns.js";
import { spelled } from "./call-site.js";
import { claim, release } from "./computing.js";
import { contentHash } from "./input-hash.js";
import { writeLog } from "./log.js";
import type { TaskOptions } from "./options.js";
import { UnknownResult } from "./plan.js";
import type { Answer, Reuse } from "./reuse.js";
import { templateValue } from "./run-name.js";
import type { TaskRun } from "./task-run.js";
import { workspaceRoot } from "./workspace.js";

let loaded: Promise<typeof import("../files/index.js")> | undefined;

/** Loaded for the first task that has files: most flows have none. An import is slow each time. */
function files() {
  loaded ??= import("../files/index.js");
  return loaded;
}

export class FilesUse implements Reuse {
  key = "";
  readonly #run: TaskRun;
  readonly #option: FilesOption<unknown[]>;
  readonly #args: readonly unknown[];
  #set!: FileSet;
  /** Tells the runs of the task with these files from others. */
  #place = "";
  #identity!: Identity;
  #inputs: Look["inputs"] = [];
  #ranBefore = false;

  constructor(run: TaskRun, args: readonly unknown[]) {
    this.#run = run;
    this.#option = (run.call.options as TaskOptions<unknown[]>).files as FilesOption<unknown[]>;
    this.#args = args;
  }

  recall(answered: (answer: Answer) => void): void {
    this.#prepare()
      .then(() => this.#look(answered))
      .catch((error) => answered({ error: this.#placed(error) }));
  }

  async #prepare(): Promise<void> {
    const { fileSet, filesOf, spelledFiles } = await files();
    const { definition } = this.#run.call;
    const option = filesOf(this.#option, this.#args, this.#run.label);
    this.#set = fileSet(option, workspaceRoot(dirname(definition.file)), (name) =>
      templateValue(definition, this.#args, name),
    );
    const args = argumentsHash(this.#args);
    // Arguments without a digest are never the same again.
    this.#identity = { source: definition.sourceHash, args: args ?? nanoid() };
    // Without outputs nothing shows that a call with other arguments came in between.
    const apart = this.#set.outputs.length === 0 ? args : undefined;
    this.#place = digest(`${definition.key}\n${spelledFiles(this.#set)}\n${apart ?? ""}`);
  }

  /** Two runs at a time would write the same files: the second one looks when the first has ended. */
  async #look(answered: (answer: Answer) => void): Promise<void> {
    if (this.#run.settled) return;
    const other = claim(this.#place, this.#run);
    if (other === undefined) {
      const answer = await this.#answer();
      if (!this.#run.settled)
        this.#run.record.reason = "reason" in answer ? answer.reason : answer.message;
      answered(answer);
    } else {
      other.whenSettled(() => {
        if (other.value instanceof UnknownResult) answered({ error: other.value });
        else this.#look(answered).catch((error) => answered({ error: this.#placed(error) }));
      });
    }
  }

  async #answer(): Promise<{ value: unknown; message: string } | { reason: string }> {
    const { look, touched } = await files();
    const { store, force, plan } = this.#run.flow.session;
    plan?.touches(this.#run, await touched(this.#set));
    const known = store.filesLeft(this.#place);
    this.#ranBefore = known !== undefined;
    const left = known !== undefined && "left" in known ? (known.left as Left) : undefined;
    const found = await look(this.#set, this.#identity, left);
    this.#inputs = found.inputs;
    this.key = `${this.#place}:${digest(JSON.stringify([this.#identity, contents(found.inputs)]))}`;
    if (force) return { reason: "forced" };
    if (known !== undefined && "begun" in known) return { reason: "its last run did not succeed" };
    if (known === undefined || found.stale !== undefined)
      return { reason: found.stale ?? "first run" };
    if ("problem" in known)
      return { reason: `up to date, but its result was not kept: ${known.problem}` };
    if (found.left !== undefined) store.keepFiles(this.#place, this.#run.id, found.left);
    return { value: known.value, message: "up to date" };
  }

  /** What is wrong with the files is to be put right where the task is defined. */
  #placed(error: unknown): unknown {
    const { location, name } = this.#run.call.definition;
    if (error instanceof Error && location !== undefined) {
      error.stack = `${error.name}: ${error.message}\n    at ${name} (${spelled(location)})`;
    }
    return error;
  }

  begin(): void {
    const { store } = this.#run.flow.session;
    store.forgetFiles(this.#place, this.#run.id);
    // In the file before the code runs: a process that is killed in it left nothing that counts.
    if (this.#ranBefore) store.flushOlderThan(-1);
  }

  async keep(value: unknown): Promise<void> {
    const { leave } = await files();
    const run = this.#run;
    const left = await leave(this.#set, this.#identity, this.#inputs);
    for (const path of left.missing) {
      const line = `${run.label} ended well and did not make its output \`${path}\` in ${this.#set.cwd}: it is never up to date without it`;
      writeLog(run.flow, run, "warn", line);
    }
    run.flow.session.store.keepFiles(this.#place, run.id, left, { value });
  }

  done(): void {
    release(this.#place, this.#run);
  }
}

function contents(inputs: Look["inputs"]): string[][] {
  return inputs.map(({ path, hash }) => [path, hash]);
}

function argumentsHash(args: readonly unknown[]): string | undefined {
  try {
    return contentHash(args);
  } catch {
    return undefined;
  }
}
