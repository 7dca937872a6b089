import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import { type DebugWishes, launchUnderDebugger } from "../debugging/launch.js";
import type { History } from "../history/history.js";
import type { RunLog } from "../output.js";
import { explain, isBlocked, runnable } from "../trust.js";
import { unlinked } from "../unlinked.js";
import { LiveRun, type RunTarget, StartError } from "./live-run.js";
import { type MillracePackage, projectRoot } from "./millrace-package.js";
import { launchPlain, NODE_SETTING, type RunProgram } from "./program.js";

export interface RunWishes {
  /** Values by parameter name; left out for a retry, which has those of the earlier run. */
  params?: Record<string, unknown>;
  /** The run whose finished tasks are taken over. */
  retryOf?: string;
  debug?: DebugWishes;
}

/** The runs that this window started. */
export class RunController implements vscode.Disposable {
  readonly #runs = new Set<LiveRun>();
  /** The folder that a run's process reads its parameters from and writes its output to. */
  readonly #files = new Map<LiveRun, string>();
  readonly #started = new vscode.EventEmitter<LiveRun>();
  readonly #ended = new vscode.EventEmitter<LiveRun>();
  readonly #changed = new vscode.EventEmitter<void>();

  /** A run reported its first event. */
  readonly onDidStart = this.#started.event;
  /** A run that had started has ended. */
  readonly onDidEnd = this.#ended.event;
  /** A run started or ended. */
  readonly onDidChange = this.#changed.event;

  constructor(
    private readonly memory: vscode.Memento,
    private readonly log: RunLog,
    private readonly history: Pick<History, "agentOf">,
  ) {}

  /** Runs of this window, live and past, oldest first. */
  get all(): LiveRun[] {
    return [...this.#runs];
  }

  get live(): LiveRun[] {
    return this.all.filter((run) => run.live);
  }

  find(id: string): LiveRun | undefined {
    return this.all.find((run) => run.model?.run.id === id);
  }

  /** Parameter values of the last run of a flow. */
  lastParams(target: RunTarget): Record<string, unknown> | undefined {
    return this.memory.get(paramsKey(target));
  }

  /**
   * Saves the workspace, starts a fresh run process, and waits until the run has started. Says why
   * when it cannot.
   * @returns undefined where nothing started
   */
  async start(target: RunTarget, wishes: RunWishes): Promise<LiveRun | undefined> {
    const millrace = runnable(vscode.Uri.parse(target.uri));
    if (isBlocked(millrace)) return void (await explain(millrace));
    await vscode.workspace.saveAll(false);
    if (wishes.params) await this.memory.update(paramsKey(target), wishes.params);

    const run = new LiveRun(target, wishes.debug !== undefined, (text) => this.log.append(text));
    try {
      await this.#launch(run, millrace, wishes);
      await run.started;
    } catch (error) {
      this.#removeFiles(run);
      await this.#explainStart(target, error as Error);
      return undefined;
    }
    this.#started.fire(run);
    this.#changed.fire();
    return run;
  }

  /** Gracefully, then by force: after the patience a person has set. */
  cancel(run: LiveRun): void {
    const note = async () => {
      const id = run.model?.run.id;
      if (id)
        await this.history.agentOf(run.target.file)?.ask("runs/cancel", { run: id, grace: 0 });
    };
    run.cancel(1000 * configuration().get("cancelPatience", 10), note);
  }

  /** Runs go on when the window is reloaded or closed; the history finds them again. */
  dispose(): void {
    for (const run of this.live.filter(({ model }) => model)) {
      run.leave();
      this.#removeFiles(run);
    }
    this.#started.dispose();
    this.#ended.dispose();
    this.#changed.dispose();
  }

  /** @throws Error where its files cannot be written */
  async #launch(run: LiveRun, millrace: MillracePackage, wishes: RunWishes): Promise<void> {
    const files = mkdtempSync(join(tmpdir(), "millrace-run-"));
    this.#files.set(run, files);
    void run.ended.then(() => this.#removeFiles(run));
    const program = programOf(millrace, run.target, wishes, files);
    this.#runs.add(run);
    this.log.follow(run);
    void run.finished.then(() => this.#onFinish(run));
    const launcher = wishes.debug ? launchUnderDebugger(wishes.debug) : launchPlain;
    await run.launch(launcher, program);
  }

  #removeFiles(run: LiveRun): void {
    const files = this.#files.get(run);
    this.#files.delete(run);
    if (files !== undefined) rmSync(files, { recursive: true, force: true });
  }

  #onFinish(run: LiveRun): void {
    if (run.model) this.#ended.fire(run);
    else this.#runs.delete(run);
    this.#changed.fire();
  }

  async #explainStart({ name }: RunTarget, error: Error): Promise<void> {
    const text = error instanceof StartError ? error.message : (error.stack ?? error.message);
    this.log.append(`${text}\n`);
    const [first = ""] = text.split("\n");
    const message = unlinked(`${name} did not start: ${first.replace(/^millrace: /, "")}`);
    const noNode = text.includes(NODE_SETTING);
    const buttons = [...(noNode ? ["Open Settings"] : []), "Show Output"];
    const chosen = await vscode.window.showErrorMessage(message, ...buttons);
    if (chosen === "Show Output") this.log.show();
    else if (chosen) {
      await vscode.commands.executeCommand("workbench.action.openSettings", NODE_SETTING);
    }
  }
}

/** By the document: keys are relative to a project's folder, and a workspace may have several. */
function paramsKey({ uri, exportName }: RunTarget): string {
  return `params:${uri}#${exportName}`;
}

function programOf(
  millrace: MillracePackage,
  target: RunTarget,
  { params, retryOf }: RunWishes,
  files: string,
): RunProgram {
  const args: string[] = [];
  if (params) {
    const file = join(files, "params.json");
    writeFileSync(file, JSON.stringify(params), { mode: 0o600 });
    args.push(`--params=${file}`);
  }
  if (retryOf) args.push(`--retry-of=${retryOf}`);
  args.push(`--flow=${target.exportName}`, "--", target.file);
  const cwd = projectRoot(target.file);
  const outputFile = join(files, "output.txt");
  return {
    name: target.name,
    node: nodePath(),
    program: millrace.run,
    args,
    cwd,
    env: {},
    outputFile,
  };
}

/** The Node.js that runs flows: the one of the setting, else the one on the PATH. */
export function nodePath(): string {
  return configuration().get("nodePath", "") || "node";
}

function configuration(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration("millrace");
}
