/** The toolbar's menus. The one at its end holds what is rarely wanted, or has no room elsewhere. */
import { ACTION_NAMES, type Action, type Actions } from "../actions.js";
import { visibleText } from "../model/format.js";
import type { Session } from "../model/session.js";
import type { Density, Filter, Ui } from "../ui.js";
import { byId } from "./element.js";
import type { IconName } from "./icons.js";
import { KEYS, keyLabel } from "./keyboard.js";
import { type MenuItem, toggleMenu } from "./menu.js";

const VIEWS: Action[] = ["viewGraph", "viewTimeline", "viewBoth", "viewList"];
const CONTROLS: Action[] = ["find", "critical", "compare", "follow", "fit", "pin"];

const FILTERS: Record<Filter, string> = {
  all: "All nodes",
  active: "Active",
  failed: "Failed",
  finished: "Finished",
  notRun: "Not run",
  drift: "Code and run differ",
};

const DENSITIES: Record<Density, string> = {
  auto: "Automatic card size",
  comfort: "Comfortable cards",
  compact: "Compact cards",
};

const ICONS: Partial<Record<Action, IconName>> = {
  run: "play",
  debug: "bug",
  runLast: "history",
  exportSvg: "export",
  help: "question",
};

export function toolbarMenu(
  id: "run-menu" | "more",
  session: Session,
  ui: Ui,
  actions: Actions,
  changed: (what: "filter" | "density") => void,
): void {
  const items =
    id === "more"
      ? moreItems(session, ui, actions, changed)
      : actionItems(actions, ["run", "runLast", "debug"]);
  toggleMenu(byId(id), items);
}

function moreItems(
  session: Session,
  ui: Ui,
  actions: Actions,
  changed: (what: "filter" | "density") => void,
): MenuItem[] {
  const hasRun = session.run !== undefined;
  return [
    ...section(hiddenViews(ui, actions)),
    ...section(hiddenControls(session, ui, actions)),
    ...section(hiddenFilters(ui, changed)),
    ...section(hiddenFlows(session, actions)),
    ...section([
      { ...item(actions, "compareRuns"), disabled: session.runs.length < 2 || !hasRun },
      ...(session.inputs.length > 0 ? actionItems(actions, ["answer"]) : []),
    ]),
    ...section(
      actionItems(actions, ["expandAll", "collapseAll", "fitSelection", "nextFailed", "heat"]),
    ),
    ...section(choices("density", DENSITIES, ui, changed)),
    ...section(paneItems(ui, actions)),
    ...section([
      ...actionItems(actions, ["exportSvg", "exportPng", "exportMermaid"]),
      { ...item(actions, "exportJson"), disabled: !hasRun },
    ]),
    ...section(actionItems(actions, ["help"])),
  ];
}

function actionItems(actions: Actions, names: readonly Action[]): MenuItem[] {
  return names.map((name) => item(actions, name));
}

function item(actions: Actions, action: Action): MenuItem {
  const key = KEYS.find((entry) => entry.action === action);
  const name = ICONS[action];
  return {
    label: ACTION_NAMES[action],
    ...(key ? { key: keyLabel(key) } : {}),
    ...(name ? { icon: name } : {}),
    run: () => actions.act(action),
  };
}

/** A line stands before each section but the first. */
function section(items: MenuItem[]): MenuItem[] {
  const [first, ...rest] = items;
  return first ? [{ ...first, separated: true }, ...rest] : [];
}

function hiddenViews(ui: Ui, actions: Actions): MenuItem[] {
  if (!isHidden("mode")) return [];
  const checked = { graph: 0, timeline: 1, both: 2, list: 3 }[ui.mode];
  return actionItems(actions, VIEWS).map((each, index) => ({
    ...each,
    checked: index === checked,
  }));
}

function hiddenControls(session: Session, ui: Ui, actions: Actions): MenuItem[] {
  const on: Partial<Record<Action, boolean>> = {
    critical: ui.critical,
    compare: ui.compare,
    follow: ui.follow,
    pin: session.pinned,
  };
  return CONTROLS.filter(isHidden).map((name) => {
    const checked = on[name];
    return { ...item(actions, name), ...(checked === undefined ? {} : { checked }) };
  });
}

function hiddenFilters(ui: Ui, changed: (what: "filter") => void): MenuItem[] {
  return isHidden("filter") ? choices("filter", FILTERS, ui, changed) : [];
}

/** One of a few, by their words. */
function choices<K extends "filter" | "density">(
  what: K,
  words: Record<Ui[K], string>,
  ui: Ui,
  changed: (what: K) => void,
): MenuItem[] {
  return (Object.keys(words) as Ui[K][]).map((choice) => ({
    label: words[choice],
    checked: ui[what] === choice,
    run: () => {
      ui[what] = choice;
      changed(what);
    },
  }));
}

function hiddenFlows({ source: { flows, graph } }: Session, actions: Actions): MenuItem[] {
  if (flows.length < 2 || !isHidden("flows")) return [];
  return flows.map(({ key, name }) => ({
    label: visibleText(name),
    checked: key === graph?.key,
    run: () => actions.post({ type: "selectFlow", flow: key }),
  }));
}

/** In a low panel the toolbar has switches for these. */
function paneItems(ui: Ui, actions: Actions): MenuItem[] {
  if (!isHidden("side-details")) return [];
  const toggle = (name: string, key: "showDetails" | "showLogs"): MenuItem => ({
    label: `${ui[key] ? "Hide" : "Show"} ${name}`,
    run: () => {
      ui[key] = !ui[key];
      actions.uiChanged();
    },
  });
  return [toggle("details", "showDetails"), toggle("logs", "showLogs")];
}

function isHidden(id: string): boolean {
  return byId(id).offsetWidth === 0;
}
