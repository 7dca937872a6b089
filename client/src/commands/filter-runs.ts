import type { StateName } from "@millrace/protocol";
import * as vscode from "vscode";
import { RUN_STATES, type RunFilter, SPANS, sinceDate } from "../history/run-filter.js";
import type { Services } from "../services.js";
import { stateText } from "../state-text.js";
import { stateIcon, stateOfName } from "../views/state-icon.js";

/** Runs looked at for the names of flows to choose from. */
const LOOKED_AT = 500;

interface Choice extends vscode.QuickPickItem {
  /** @returns undefined where a person turned back */
  ask?: () => Promise<RunFilter | undefined>;
}

/**
 * Lets a person put a filter together, one part at a time, and see what it is meanwhile.
 * @param apply shows what it has become
 */
export async function editFilter(
  history: Services["history"],
  filter: RunFilter,
  apply: (filter: RunFilter) => void,
): Promise<void> {
  for (let now = filter; ; apply(now)) {
    const picked = await vscode.window.showQuickPick(choices(history, now), {
      title: "Filter Runs",
      placeHolder: "Which runs are to be listed? Escape when it is right.",
    });
    if (!picked?.ask) return;
    now = (await picked.ask()) ?? now;
  }
}

function choices(history: Services["history"], filter: RunFilter): Choice[] {
  const { flow, states, since, search, scheduled } = filter;
  const isSet = Object.values(filter).some((value) => value !== undefined && value !== false);
  return [
    part("type-hierarchy-sub", "Flow", flow, () => askFlow(history, filter)),
    part("pass", "State", states?.map(stateText).join(", "), () => askStates(filter)),
    part("clock", "Since", since?.label, () => askSince(filter)),
    part("search", "Text", search, () => askText(filter)),
    part("calendar", "Scheduled", scheduled ? "only these" : undefined, async () =>
      scheduled ? without(filter, "scheduled") : { ...filter, scheduled: true },
    ),
    ...(isSet
      ? [
          { label: "", kind: vscode.QuickPickItemKind.Separator },
          part("clear-all", "Show all runs", "", async () => ({})),
        ]
      : []),
  ];
}

function part(
  icon: string,
  label: string,
  value: string | undefined,
  ask: NonNullable<Choice["ask"]>,
): Choice {
  return { label: `$(${icon}) ${label}`, description: value ?? "any", ask };
}

async function askFlow(
  history: Services["history"],
  filter: RunFilter,
): Promise<RunFilter | undefined> {
  const runs = await history.runs({ limit: LOOKED_AT });
  const names = [...new Set(runs.map(({ run }) => run.flow))].sort();
  const placeHolder = "Runs of which flow?";
  const picked = await vscode.window.showQuickPick(["Any flow", ...names], { placeHolder });
  if (picked === undefined) return undefined;
  return picked === "Any flow" ? without(filter, "flow") : { ...filter, flow: picked };
}

async function askStates(filter: RunFilter): Promise<RunFilter | undefined> {
  const items = RUN_STATES.map((state: StateName) => ({
    label: stateText(state),
    iconPath: stateIcon(stateOfName(state)),
    picked: filter.states?.includes(state) ?? false,
    state,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    placeHolder: "Runs in which states? None checked: any.",
  });
  if (!picked) return undefined;
  const states = picked.map(({ state }) => state);
  return states.length > 0 ? { ...filter, states } : without(filter, "states");
}

async function askSince(filter: RunFilter): Promise<RunFilter | undefined> {
  const items = [
    { label: "Any time", since: undefined },
    ...SPANS.map((since) => ({ label: capital(since.label), since })),
    { label: "A date…", since: undefined, date: true },
  ];
  const picked = await vscode.window.showQuickPick(items, { placeHolder: "Runs since when?" });
  if (!picked) return undefined;
  if (picked.since) return { ...filter, since: picked.since };
  if (!("date" in picked)) return without(filter, "since");
  const text = await vscode.window.showInputBox({
    prompt: "Runs created then or later",
    placeHolder: "2026-01-31 or 2026-01-31T06:00",
    validateInput: (value) =>
      sinceDate(value) ? undefined : "A date such as 2026-01-31, or a moment 2026-01-31T06:00.",
  });
  const since = text === undefined ? undefined : sinceDate(text);
  return since && { ...filter, since };
}

async function askText(filter: RunFilter): Promise<RunFilter | undefined> {
  const text = await vscode.window.showInputBox({
    prompt: "Text in the flow's name, the run's id or its parameters. Empty: any.",
    value: filter.search ?? "",
  });
  if (text === undefined) return undefined;
  return text.trim() === "" ? without(filter, "search") : { ...filter, search: text.trim() };
}

function without(filter: RunFilter, key: keyof RunFilter): RunFilter {
  const { [key]: _, ...rest } = filter;
  return rest;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
