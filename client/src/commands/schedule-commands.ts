import type { FlowSummary } from "@millrace/protocol";
import * as vscode from "vscode";
import { reveal, toPosition } from "../editor/reveal.js";
import type { Agent } from "../history/agent.js";
import type { Panels } from "../panel/panels.js";
import { dayIn } from "../schedules/schedule-text.js";
import type { Schedules } from "../schedules/schedules.js";
import type { Services } from "../services.js";
import { explain, isBlocked, runnable } from "../trust.js";
import { unlinked } from "../unlinked.js";
import { type ScheduleItem, scheduleOfItem, serviceOfItem } from "../views/schedules-tree.js";
import { knownFlow, targetOf } from "./choose-flow.js";
import { serveInTerminal, stopInTerminal } from "./service-terminal.js";

const DAY = 24 * 60 * 60 * 1_000;
const ISO_DAY = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?)?$/;

/** Commands on what is scheduled. */
export function scheduleCommands(
  { graphs, runs, history }: Services,
  panels: Panels,
  schedules: Schedules,
): Record<string, (arg?: unknown) => unknown> {
  async function pause(argument: unknown, paused: boolean): Promise<void> {
    const item = scheduleOfItem(argument);
    if (!item) return;
    const { flowKey: flow, schedule } = item.schedule;
    await item.agent.request("schedules/pause", { flow, schedule, paused });
    schedules.refresh();
  }

  /** As the schedule would: with its parameters, in the panel. */
  async function runNow(argument: unknown): Promise<void> {
    const item = scheduleOfItem(argument);
    const flow = item && (await flowOfSchedule(item));
    if (!item || !flow) return;
    const answer = runnable(vscode.Uri.parse(flow.uri));
    if (isBlocked(answer)) return explain(answer);
    const session = await panels.open(vscode.Uri.parse(flow.uri), flow.key);
    const params = item.schedule.params ?? {};
    if (flow.params.some(({ name, required }) => required && !(name in params))) {
      return session.askForParams(false);
    }
    await runs.start(targetOf(flow), { params });
  }

  async function flowOfSchedule({ schedule }: ScheduleItem): Promise<FlowSummary | undefined> {
    const flow = knownFlow(await graphs.flows(), schedule.file, schedule.exportName);
    if (flow) return flow;
    void vscode.window.showErrorMessage(
      unlinked(
        `${schedule.flow} is not in ${vscode.workspace.asRelativePath(schedule.file)} any more. Refresh the list of schedules.`,
      ),
    );
    return undefined;
  }

  async function open(argument: unknown): Promise<void> {
    const item = scheduleOfItem(argument);
    if (!item) return;
    await reveal(vscode.Uri.file(item.schedule.file), toPosition(item.schedule.line), false);
  }

  async function backfill(argument: unknown): Promise<void> {
    const item = scheduleOfItem(argument);
    const range = item && (await pickRange(item));
    if (!item || !range) return;
    const { agent, schedule } = item;
    const args = [
      ...["backfill", `${schedule.file}:${schedule.exportName}`],
      // In one word: a name may begin with a dash.
      ...[`--schedule=${schedule.schedule}`, ...range],
    ];
    await vscode.tasks.executeTask(taskOf(agent, `Backfill ${schedule.flow}`, args));
  }

  async function serve(argument: unknown): Promise<void> {
    const agent = serviceOfItem(argument)?.agent ?? (await pickAgent());
    if (agent) serveInTerminal(agent);
  }

  async function stopServing(argument: unknown): Promise<void> {
    const item = serviceOfItem(argument);
    if (item) await stopInTerminal(item);
  }

  async function pickAgent(): Promise<Agent | undefined> {
    const lists = await schedules.lists();
    // A service that has nothing to do ends, and its terminal takes the reason along.
    const agents = lists.filter(({ list }) => list.schedules.length > 0).map(({ agent }) => agent);
    if (agents.length <= 1) {
      if (!agents[0]) {
        void vscode.window.showInformationMessage(nothingToServe(history.agents.length > 0));
      }
      return agents[0];
    }
    const items = agents.map((agent) => ({
      label: vscode.workspace.asRelativePath(agent.folder),
      agent,
    }));
    const placeHolder = "Serve the schedules of which folder?";
    return (await vscode.window.showQuickPick(items, { placeHolder }))?.agent;
  }

  return {
    pauseSchedule: (argument) => pause(argument, true),
    resumeSchedule: (argument) => pause(argument, false),
    runSchedule: runNow,
    openSchedule: open,
    backfillSchedule: backfill,
    refreshSchedules: () => schedules.refresh(),
    serve,
    stopServing,
  };
}

function nothingToServe(isInstalled: boolean): string {
  if (!vscode.workspace.isTrusted) {
    return "Serving runs code of this workspace, and the workspace is not trusted.";
  }
  return isInstalled
    ? 'No flow here has a schedule that can be used, so there is nothing to serve. Give one the option schedule, such as { cron: "0 6 * * *" }.'
    : "There is no flow with the package millrace installed here, so there is nothing to serve.";
}

/** Past dates of the schedule, as the command line takes them. */
async function pickRange({ schedule }: ScheduleItem): Promise<string[] | undefined> {
  const { timezone } = schedule;
  const now = Date.now();
  const back = (days: number) => dayIn(timezone, now - days * DAY);
  const yesterday = ["--from", back(1), "--to", back(1)];
  const items = [
    { label: "Yesterday", description: back(1), range: yesterday },
    { label: "Last 7 days", description: `since ${back(7)}`, range: ["--from", back(7)] },
    { label: "Last 30 days", description: `since ${back(30)}`, range: ["--from", back(30)] },
    { label: "Other dates…", description: "", range: undefined },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: `Run ${schedule.flow} for the dates its schedule had, one after the other. Dates with a completed run are left out.`,
  });
  return picked && (picked.range ?? (await askRange(back)));
}

async function askRange(back: (days: number) => string): Promise<string[] | undefined> {
  const validateInput = (text: string) =>
    ISO_DAY.test(text) && !Number.isNaN(Date.parse(text))
      ? undefined
      : "A date such as 2026-01-31, or a moment such as 2026-01-31T06:00, in the schedule's zone.";
  const ask = (prompt: string, value: string) =>
    vscode.window.showInputBox({ prompt, value, validateInput, ignoreFocusOut: true });
  const from = await ask("The first date", back(7));
  if (from === undefined) return undefined;
  const to = await ask("The last date", back(1));
  return to === undefined ? undefined : ["--from", from, "--to", to];
}

/** A task keeps what the command printed on the screen when it has ended. */
function taskOf(
  { folder, program: { node, command } }: Agent,
  name: string,
  args: string[],
): vscode.Task {
  const scope =
    vscode.workspace.getWorkspaceFolder(vscode.Uri.file(folder)) ?? vscode.TaskScope.Workspace;
  const run = new vscode.ProcessExecution(node, [command, ...args], { cwd: folder });
  const task = new vscode.Task({ type: "process" }, scope, name, "Millrace", run, []);
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, clear: true };
  return task;
}
