import type { RunId } from "@millrace/protocol";
import type { PanelSession } from "../panel/panel-session.js";
import { FAILURES, isFailure, wasStopped } from "../runs/ends.js";
import type { LiveRun, RunTarget } from "../runs/live-run.js";
import type { Services } from "../services.js";
import { type RunItem, runOfItem } from "../views/runs-tree.js";
import { targetOfRun } from "./choose-flow.js";

/** A run that ended before its work was done, and what runs it again. */
export interface UnfinishedRun {
  target: RunTarget;
  id: RunId;
}

type Where = Pick<Services, "graphs" | "runs" | "history">;

/**
 * The run that "again" is about: the one of a row or of an id, the one that the panel last used
 * shows, else the last one that failed. A run that somebody stopped is no failure, but may be pointed at.
 */
export async function failedRun(
  services: Where,
  panel: Pick<PanelSession, "run" | "target"> | undefined,
  argument: unknown,
): Promise<UnfinishedRun | undefined> {
  const item = runOfItem(argument);
  if (item) return await unfinished(services, item);
  if (typeof argument === "string") return await runOfId(services, argument);
  return shownIn(panel) ?? (await lastFailed(services));
}

async function unfinished({ graphs }: Where, { run }: Pick<RunItem, "run">) {
  return { target: await targetOfRun(graphs, run), id: run.id };
}

async function runOfId(services: Where, id: RunId): Promise<UnfinishedRun | undefined> {
  const live = services.runs.find(id);
  if (live) return { target: live.target, id };
  for (const agent of services.history.agents) {
    const run = await agent.ask("runs/get", { run: id });
    if (run) return await unfinished(services, { run });
  }
  return undefined;
}

function shownIn(panel: Pick<PanelSession, "run" | "target"> | undefined) {
  const run = panel?.run?.model.run;
  if (!run || !panel?.target) return undefined;
  const isUnfinished = isFailure(run.state) || wasStopped(run.state);
  return isUnfinished ? { target: panel.target, id: run.id } : undefined;
}

/** Of this window, of others, of terminals and services: the history has them all, this window its own at once. */
async function lastFailed(services: Where): Promise<UnfinishedRun | undefined> {
  const own = services.runs.all.findLast((run) => run.failed);
  const [last] = await services.history.runs({ states: FAILURES, limit: 1 });
  if (own?.model && (!last || startOf(own) >= last.run.created)) {
    return { target: own.target, id: own.model.run.id };
  }
  return last && (await unfinished(services, last));
}

function startOf({ model }: LiveRun): number {
  return model?.run.started ?? 0;
}
