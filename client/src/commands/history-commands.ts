import * as vscode from "vscode";
import type { Panels } from "../panel/panels.js";
import { span } from "../run-text.js";
import { labelOf } from "../runs/run-model.js";
import type { Services } from "../services.js";
import { stateText } from "../state-text.js";
import { unlinked } from "../unlinked.js";
import { ago } from "../views/ago.js";
import { type RunItem, type RunsTree, runOfItem } from "../views/runs-tree.js";
import { targetOfRun } from "./choose-flow.js";
import { editFilter } from "./filter-runs.js";

/** Runs of a flow offered to compare with. */
const OFFERED = 50;

/** Commands on past runs. */
export function historyCommands(
  { history, graphs }: Services,
  panels: Panels,
  tree: RunsTree,
): Record<string, (...args: unknown[]) => unknown> {
  /** As VS Code remembers a file that another one is to be compared with. */
  let selected: RunItem | undefined;

  async function compare(argument: unknown): Promise<void> {
    const item = runOfItem(argument);
    const other = item && (await pickOther(item));
    if (item && other) await show(item, other);
  }

  async function select(argument: unknown): Promise<void> {
    selected = runOfItem(argument);
    await vscode.commands.executeCommand("setContext", "millrace.runSelectedForCompare", true);
  }

  async function compareWithSelected(argument: unknown): Promise<void> {
    const item = runOfItem(argument);
    if (item && selected) await show(selected, item);
  }

  /** @param rows all rows selected in the view */
  async function compareSelected(_: unknown, rows: unknown): Promise<void> {
    const [one, other] = (Array.isArray(rows) ? rows : []).flatMap((row) => runOfItem(row) ?? []);
    if (one && other) await show(one, other);
  }

  /** The newer run on its flow's graph, beside the older one. */
  async function show(one: RunItem, other: RunItem): Promise<void> {
    if (one.run.id === other.run.id) {
      return void vscode.window.showInformationMessage("That is one and the same run.");
    }
    if (one.agent !== other.agent) {
      return void vscode.window.showInformationMessage(
        "These runs are in the histories of two projects, which know nothing of one another.",
      );
    }
    const [left, right] = one.run.created < other.run.created ? [one, other] : [other, one];
    const target = await targetOfRun(graphs, right.run);
    const session = await panels.open(vscode.Uri.parse(target.uri), target.key);
    await session.showRun(right.run.id);
    await session.compare(left.run.id);
  }

  async function remove(argument: unknown): Promise<void> {
    const item = runOfItem(argument);
    if (!item) return;
    const what = `Delete run ${labelOf(item.run.id)} of ${item.run.flow}?`;
    const detail = "Its log and results go with it, and nothing can be retried from it.";
    const sure = await vscode.window.showWarningMessage(what, { modal: true, detail }, "Delete");
    if (sure) await item.agent.request("runs/remove", { run: item.run.id });
    tree.refresh();
  }

  return {
    filterRuns: () =>
      editFilter(history, tree.filter, (filter) => {
        tree.filter = filter;
      }),
    clearRunFilter: () => {
      tree.filter = {};
    },
    refreshRuns: () => tree.refresh(),
    showMoreRuns: () => tree.showMore(),
    compareRuns: compare,
    selectRunForCompare: select,
    compareWithSelectedRun: compareWithSelected,
    compareSelectedRuns: compareSelected,
    deleteRun: remove,
  };
}

async function pickOther({ agent, run }: RunItem): Promise<RunItem | undefined> {
  const runs = (await agent.ask("runs/list", { flow: run.flow, limit: OFFERED })) ?? [];
  const others = runs.filter(({ id }) => id !== run.id);
  if (others.length === 0) {
    void vscode.window.showInformationMessage(
      unlinked(`${run.flow} has no other run to compare with.`),
    );
    return undefined;
  }
  const items = others.map((one) => ({
    label: `${labelOf(one.id)}  ${stateText(one.state.name)}`,
    description: [
      ...(one.duration === undefined ? [] : [span(one.duration)]),
      ago(one.created, Date.now()),
    ].join(" · "),
    detail: JSON.stringify(one.params),
    item: { kind: "run", agent, run: one } satisfies RunItem,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: `Compare ${labelOf(run.id)} with which run?`,
    matchOnDetail: true,
  });
  return picked?.item;
}
