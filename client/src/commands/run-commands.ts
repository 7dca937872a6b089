import type { RunId, TaskRef, TaskRun } from "@millrace/protocol";
import * as vscode from "vscode";
import { debugTaskAgain } from "../debugging/task-again.js";
import { WatchedRun } from "../history/watched-run.js";
import type { Panels } from "../panel/panels.js";
import { linesOfRun } from "../run-text.js";
import type { LiveRun } from "../runs/live-run.js";
import { labelOf } from "../runs/run-model.js";
import type { Services } from "../services.js";
import { explain, isBlocked, runnable } from "../trust.js";
import { type RunItem, runOfItem } from "../views/runs-tree.js";
import { chooseFlow, targetOf, targetOfRun } from "./choose-flow.js";
import { failedRun } from "./failed-run.js";

/** Commands that start, stop and show runs. */
export function runCommands(
  services: Services,
  panels: Panels,
): Record<string, (arg?: unknown) => unknown> {
  const { graphs, runs, history } = services;

  async function run(argument: unknown, debug: boolean): Promise<void> {
    const flow = await chooseFlow(graphs, argument);
    if (!flow) return;
    const answer = runnable(vscode.Uri.parse(flow.uri));
    if (isBlocked(answer)) return explain(answer);
    const session = await panels.open(vscode.Uri.parse(flow.uri), flow.key);
    if (flow.params.length > 0) return session.askForParams(debug);
    await runs.start(targetOf(flow), {
      params: {},
      ...(debug && { debug: {} }),
    });
  }

  /** A task by itself, on a graph of its own; the form of its parameters runs it. */
  async function runTask(argument: unknown): Promise<void> {
    const { uri, task } = (argument ?? {}) as Partial<TaskRef>;
    const answer = uri && task ? await graphs.taskGraph(uri, task) : null;
    const graph = answer?.graph.flows[0];
    if (!uri || !task || !graph) return;
    const blocked = runnable(vscode.Uri.parse(uri));
    if (isBlocked(blocked)) return explain(blocked);
    const session = await panels.openTask(vscode.Uri.parse(uri), task);
    const { target } = session;
    if (graph.params.length > 0) session.askForParams(false);
    else if (target) await runs.start(target, { params: {} });
  }

  async function runLast(argument: unknown): Promise<void> {
    const flow = await chooseFlow(graphs, argument);
    if (!flow) return;
    const params = runs.lastParams(targetOf(flow));
    if (!params && flow.params.some(({ required }) => required)) return run(argument, false);
    await panels.open(vscode.Uri.parse(flow.uri), flow.key);
    await runs.start(targetOf(flow), { params: params ?? {} });
  }

  async function cancel(argument: unknown): Promise<void> {
    const item = runOfItem(argument);
    const live = item ? runs.find(item.run.id) : await pickLive(runs.live);
    if (live) runs.cancel(live);
    else if (item) await item.agent.request("runs/cancel", { run: item.run.id });
  }

  async function retry(argument: unknown, debug: boolean): Promise<void> {
    const failed = await failedRun(services, panels.active, argument);
    if (!failed) {
      const isGone = typeof argument === "string";
      return void vscode.window.showInformationMessage(
        isGone
          ? `Run ${labelOf(argument)} is in the history no more.`
          : "No run of this workspace has failed.",
      );
    }
    const { target, id } = failed;
    const { code } = await panels.open(vscode.Uri.parse(target.uri), target.key);
    if (!debug) return void (await runs.start(target, { retryOf: id }));
    const task = await failedTaskOf(id, target.file);
    await debugTaskAgain(services, target, id, task && code.definitionOf(task));
  }

  /** The task run to look at first, of a run of this window or of the history. */
  async function failedTaskOf(run: RunId, file: string): Promise<TaskRun | undefined> {
    const live = runs.find(run)?.model;
    if (live) return live.failedTask;
    const agent = history.agentOf(file);
    const opened = agent && (await WatchedRun.open(agent, run));
    opened?.dispose();
    return opened?.model.failedTask;
  }

  async function show(argument: unknown): Promise<void> {
    const item = runOfItem(argument) ?? (await itemOf(argument));
    if (!item) return;
    const target = await targetOfRun(graphs, item.run);
    const session = await panels.open(vscode.Uri.parse(target.uri), target.key);
    await session.showRun(item.run.id);
  }

  /** `{ run, uri }`, as lenses and notifications name a run. */
  async function itemOf(argument: unknown): Promise<RunItem | undefined> {
    const { run: id, uri } = (argument ?? {}) as { run?: RunId; uri?: string };
    if (!id || !uri) return undefined;
    const agent = history.agentOf(vscode.Uri.parse(uri).fsPath);
    const details = await agent?.ask("runs/get", { run: id });
    return agent && details && { kind: "run", agent, run: details };
  }

  async function showLog(argument: unknown): Promise<void> {
    const item = runOfItem(argument);
    const opened = item && (await WatchedRun.open(item.agent, item.run.id));
    if (!opened) return;
    const content = linesOfRun(opened.model).join("\n");
    opened.dispose();
    const document = await vscode.workspace.openTextDocument({ content, language: "millrace-log" });
    await vscode.window.showTextDocument(document);
  }

  return {
    run: (argument) => run(argument, false),
    debug: (argument) => run(argument, true),
    runLast,
    runTask,
    cancelRun: cancel,
    retryRun: (argument) => retry(argument, false),
    debugFailedTask: (argument) => retry(argument, true),
    showRun: show,
    showRunLog: showLog,
  };
}

async function pickLive(live: LiveRun[]): Promise<LiveRun | undefined> {
  if (live.length <= 1) return live[0];
  const items = live.map((run) => ({
    label: run.target.name,
    description: run.model ? labelOf(run.model.run.id) : "starting",
    run,
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: "Which run is to stop?" });
  return picked?.run;
}
