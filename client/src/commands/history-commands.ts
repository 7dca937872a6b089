import type { RunDetails, StateName } from "@millrace/protocol";
import * as vscode from "vscode";
import { span } from "../run-text.js";
import { labelOf } from "../runs/run-model.js";
import type { Services } from "../services.js";
import { ago } from "../views/ago.js";
import { type RunItem, type RunsTree, runOfItem } from "../views/runs-tree.js";

const SCHEME = "millrace-run";
const STATES: StateName[] = ["Running", "Completed", "Failed", "Crashed", "Cancelled"];
/** Runs of a flow offered to compare with. */
const OFFERED = 30;

/** Commands on past runs. */
export function historyCommands(
  { history, context }: Services,
  tree: RunsTree,
): Record<string, (arg?: unknown) => unknown> {
  const texts = new Map<string, string>();
  context.subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: (uri) => texts.get(uri.path) ?? "",
    }),
  );

  async function filter(): Promise<void> {
    const runs = await history.runs({ limit: 500 });
    const flows = [...new Set(runs.map(({ run }) => run.flow))].sort();
    const items = [
      ...STATES.map((state) => ({ label: state, description: "state", filter: { state } })),
      ...flows.map((flow) => ({ label: flow, description: "flow", filter: { flow } })),
    ];
    const picked = await vscode.window.showQuickPick(items, { placeHolder: "Show only runs of…" });
    if (picked) tree.filter = { ...tree.filter, ...picked.filter };
  }

  async function compare(argument: unknown): Promise<void> {
    const item = runOfItem(argument);
    if (!item) return;
    const other = await pickOther(item);
    if (!other) return;
    const [left, right] = other.run.created < item.run.created ? [other, item] : [item, other];
    const uris = await Promise.all([left, right].map((one) => textOf(one)));
    if (!uris[0] || !uris[1]) return;
    const title = `${item.run.flow}: ${labelOf(left.run.id)} and ${labelOf(right.run.id)}`;
    await vscode.commands.executeCommand("vscode.diff", uris[0], uris[1], title);
  }

  async function pickOther({ agent, run }: RunItem): Promise<RunItem | undefined> {
    const runs = (await agent.ask("runs/list", { flow: run.flow, limit: OFFERED })) ?? [];
    const others = runs.filter(({ id }) => id !== run.id);
    if (others.length === 0) {
      void vscode.window.showInformationMessage(`${run.flow} has no other run to compare with.`);
      return undefined;
    }
    const items = others.map((one) => ({
      label: `${labelOf(one.id)}  ${one.state.name}`,
      description: ago(one.created, Date.now()),
      item: { kind: "run", agent, run: one } satisfies RunItem,
    }));
    const picked = await vscode.window.showQuickPick(items, {
      placeHolder: "Compare with which run?",
    });
    return picked?.item;
  }

  async function textOf({ agent, run }: RunItem): Promise<vscode.Uri | undefined> {
    const details = await agent.ask("runs/get", { run: run.id });
    if (!details) return undefined;
    const path = `/${run.flow} ${labelOf(run.id)}`;
    texts.set(path, comparable(details));
    return vscode.Uri.from({ scheme: SCHEME, path });
  }

  async function remove(argument: unknown): Promise<void> {
    const item = runOfItem(argument);
    if (!item) return;
    const what = `Delete run ${labelOf(item.run.id)} of ${item.run.flow}?`;
    const detail = "Its log and results go with it, and nothing can be retried from it.";
    const sure = await vscode.window.showWarningMessage(what, { modal: true, detail }, "Delete");
    if (sure) await item.agent.ask("runs/remove", { run: item.run.id });
    tree.refresh();
  }

  return {
    filterRuns: filter,
    clearRunFilter: () => {
      tree.filter = {};
    },
    refreshRuns: () => tree.refresh(),
    compareRuns: compare,
    deleteRun: remove,
  };
}

/** A run as text in which only what differs differs: no ids, no dates. */
function comparable({ state, params, duration, tasks }: RunDetails): string {
  const width = Math.max(0, ...tasks.map(({ name }) => name.length));
  const rows = tasks.map((task) => {
    const took = task.duration === undefined ? "" : span(task.duration);
    const attempts = task.attempt > 1 ? `  attempt ${task.attempt}` : "";
    return `${task.name.padEnd(width)}  ${task.state.name.padEnd(14)}  ${took}${attempts}`.trimEnd();
  });
  return [
    `state     ${state.name}`,
    `duration  ${duration === undefined ? "" : span(duration)}`,
    "",
    "parameters",
    ...Object.entries(params).map(([name, value]) => `  ${name} = ${JSON.stringify(value)}`),
    "",
    "tasks",
    ...rows.map((row) => `  ${row}`),
    "",
  ].join("\n");
}
