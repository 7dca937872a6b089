import type {
  ArtifactOpened,
  EdgeRef,
  FileSaved,
  InputRequestId,
  PanelToHost,
  RunId,
  SourceOpened,
  TaskRunId,
} from "@millrace/protocol";
import * as vscode from "vscode";
import { debugTaskAgain } from "../debugging/task-again.js";
import { reveal, toPosition, toRange } from "../editor/reveal.js";
import type { Services } from "../services.js";
import { openingOf } from "./artifact-shown.js";
import type { Delta } from "./panel-channel.js";
import type { PanelSession } from "./panel-session.js";
import type { NodePlace } from "./shown-flow.js";

type Request = Exclude<
  PanelToHost,
  { type: "ready" | "pin" | "selectRun" | "selectFlow" | "compareRuns" }
>;

/** Runs of a task that its trend is drawn from. */
const TREND = 30;

/** What a panel asks the editor to do. */
export class PanelRequests {
  constructor(
    private readonly session: PanelSession,
    private readonly services: Services,
    private readonly post: (delta: Delta) => void,
  ) {}

  async handle(message: Request): Promise<void> {
    const { session, services } = this;
    switch (message.type) {
      case "openSource":
        return openSource(message);
      case "revealNode":
        return this.#revealNode(message.node, message.target, message.focus);
      case "run": {
        const { target } = session;
        const debug = message.debug ? { debug: {} } : {};
        if (target) await services.runs.start(target, { params: message.params, ...debug });
        return;
      }
      case "stop":
        return this.#stop(message.run);
      case "retry":
        if (session.target) await services.runs.start(session.target, { retryOf: message.run });
        return;
      case "debugTask":
        return this.#debugTask(message.run, message.task);
      case "save":
        return save(message.name, bytesOf(message));
      case "copy":
        return void (await vscode.env.clipboard.writeText(message.text));
      case "openText":
        return openText(message.text, message.language);
      case "details":
        return this.#details(message.task);
      case "openArtifact":
        return this.#openArtifact(message);
      case "answerInput":
        return this.#answer(message.request, message.value);
      case "explainEdge":
        return this.#explainEdge(message.edge);
      case "insertExample":
        return void (await vscode.commands.executeCommand("millrace.insertExample"));
      case "openFlow":
        return void (await vscode.commands.executeCommand("millrace.openFlow"));
      case "runBlockedAction":
        // Only what the host itself offered: the panel shows names and logs of anybody.
        if (["workbench.trust.manage", "millrace.addToWorkspace"].includes(message.command)) {
          await vscode.commands.executeCommand(message.command);
        }
    }
  }

  async #revealNode(id: string, target: "call" | "definition", focus: boolean): Promise<void> {
    const { code } = this.session;
    const place = code.place(id);
    if (!place) return;
    const { node, uri } = place;
    const at =
      target === "definition" && node.definition
        ? node.definition
        : { file: node.file, range: node.location };
    const of = at.file === undefined ? uri : code.uriOf(at.file);
    this.session.revealing(of);
    await reveal(of, toRange(at.range), focus);
  }

  async #stop(run: RunId): Promise<void> {
    const live = this.services.runs.find(run);
    if (live) this.services.runs.cancel(live);
    else await this.session.agent?.request("runs/cancel", { run });
  }

  async #debugTask(run: RunId, task: TaskRunId): Promise<void> {
    const { target } = this.session;
    const definition = this.#placeOf(task)?.node.definition;
    if (target) await debugTaskAgain(this.services, target, run, definition);
  }

  async #details(task: TaskRunId): Promise<void> {
    const { agent } = this.session;
    const [result, called] = await Promise.all([
      agent?.ask("tasks/result", { task }),
      agent?.ask("tasks/inputs", { task }),
    ]);
    const missing = result ? result.missing : "The history of this run cannot be read.";
    this.post({
      type: "details",
      task,
      ...(called && called.missing === undefined && { inputs: called.inputs }),
      ...(result?.text !== undefined && { output: { text: result.text } }),
      ...(missing !== undefined && { missing }),
    });
    await this.#trend(task);
  }

  /** How long the task took before: its calls of this flow, whichever node made them. */
  async #trend(task: TaskRunId): Promise<void> {
    const { agent } = this.session;
    const flow = this.#placeOf(task)?.source.graph ?? this.session.flow;
    const key = await this.#keyOf(task);
    if (!agent || !flow || key === undefined) return;
    const samples = await agent.ask("tasks/trend", { task: key, flow: flow.key, limit: TREND });
    if (samples && samples.length > 0) this.post({ type: "trend", task, samples });
  }

  /** The code says it at once; a task run that is not in the code any more is looked up. */
  async #keyOf(task: TaskRunId): Promise<string | undefined> {
    const known = this.#placeOf(task)?.node.task;
    if (known !== undefined) return known;
    const details = await this.session.agent?.ask("runs/get", { run: runOf(task) });
    return details?.tasks.find(({ id }) => id === task)?.taskKey;
  }

  /** The node that a task run is, as the code has it. */
  #placeOf(task: TaskRunId): NodePlace | undefined {
    const { run, code } = this.session;
    const node = run?.model.entries.get(task)?.task.node;
    return node === undefined ? undefined : code.place(node);
  }

  async #answer(request: InputRequestId, value: unknown): Promise<void> {
    const { agent } = this.session;
    try {
      if (!agent) throw new Error("The history of this run cannot be reached.");
      await agent.request("inputs/answer", { request, value });
    } catch (error) {
      this.post({ type: "inputRefused", request, message: (error as Error).message });
    }
  }

  /** By its name: what is opened is what the run recorded, not what the page says. */
  async #openArtifact({ run, key }: ArtifactOpened): Promise<void> {
    const artifact = this.session.artifacts.find(run, key);
    if (!artifact) throw new Error(`${key} is no longer among the artifacts of the run.`);
    const opening = openingOf(artifact);
    if ("refused" in opening) throw new Error(opening.refused);
    if ("text" in opening) return openText(opening.text, opening.language);
    await vscode.env.openExternal(vscode.Uri.parse(opening.link, true));
  }

  async #explainEdge(edge: EdgeRef): Promise<void> {
    const { flow, code } = this.session;
    const [from, to] = [code.place(edge.from), code.place(edge.to)];
    if (!flow || !from || !to || from.prefix !== to.prefix) return;
    const { uri, graph } = from.source;
    const own = { from: from.node.id, to: to.node.id, kind: edge.kind };
    const explained = await this.services.graphs.explainEdge({ uri, flow: graph.key, edge: own });
    if (explained) this.post({ type: "edge", flow: flow.key, edge, ...explained });
  }
}

async function openSource({ file, range, line, column }: SourceOpened): Promise<void> {
  const at = range ? toRange(range) : toPosition(line ?? 1, column);
  await reveal(vscode.Uri.file(file), at, true);
}

/** Not by Node.js' means: a browser has none. */
function bytesOf({ content, encoding }: FileSaved): Uint8Array {
  return encoding === "utf8"
    ? new TextEncoder().encode(content)
    : Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
}

async function save(name: string, content: Uint8Array): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const defaultUri = folder ? vscode.Uri.joinPath(folder, name) : vscode.Uri.file(name);
  const uri = await vscode.window.showSaveDialog({ defaultUri });
  if (!uri) return;
  await vscode.workspace.fs.writeFile(uri, content);
  vscode.window.setStatusBarMessage(`Saved ${vscode.workspace.asRelativePath(uri)}`, 4_000);
}

async function openText(content: string, language: "log" | "markdown" | "json"): Promise<void> {
  const document = await vscode.workspace.openTextDocument({
    content,
    language: language === "log" ? "millrace-log" : language,
  });
  await vscode.window.showTextDocument(document, { preview: true });
}

/** The run that a task run is of, which may be one that the run shown has called. */
function runOf(task: TaskRunId): RunId {
  return task.slice(0, task.lastIndexOf("."));
}
