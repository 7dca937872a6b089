/** The icons of the panel: one hidden sprite of codicons, used by reference. */
import arrowRight from "@vscode/codicons/src/icons/arrow-right.svg";
import chevronDown from "@vscode/codicons/src/icons/chevron-down.svg";
import circleSlash from "@vscode/codicons/src/icons/circle-slash.svg";
import clock from "@vscode/codicons/src/icons/clockface.svg";
import copy from "@vscode/codicons/src/icons/copy.svg";
import bug from "@vscode/codicons/src/icons/debug-alt.svg";
import pause from "@vscode/codicons/src/icons/debug-pause.svg";
import rerun from "@vscode/codicons/src/icons/debug-rerun.svg";
import skip from "@vscode/codicons/src/icons/debug-step-over.svg";
import stop from "@vscode/codicons/src/icons/debug-stop.svg";
import compare from "@vscode/codicons/src/icons/diff.svg";
import ellipsis from "@vscode/codicons/src/icons/ellipsis.svg";
import error from "@vscode/codicons/src/icons/error.svg";
import exportIcon from "@vscode/codicons/src/icons/export.svg";
import flame from "@vscode/codicons/src/icons/flame.svg";
import split from "@vscode/codicons/src/icons/git-branch.svg";
import goToFile from "@vscode/codicons/src/icons/go-to-file.svg";
import history from "@vscode/codicons/src/icons/history.svg";
import info from "@vscode/codicons/src/icons/info.svg";
import layers from "@vscode/codicons/src/icons/layers.svg";
import output from "@vscode/codicons/src/icons/list-selection.svg";
import loading from "@vscode/codicons/src/icons/loading.svg";
import pass from "@vscode/codicons/src/icons/pass.svg";
import pin from "@vscode/codicons/src/icons/pin.svg";
import pinned from "@vscode/codicons/src/icons/pinned.svg";
import play from "@vscode/codicons/src/icons/play.svg";
import question from "@vscode/codicons/src/icons/question.svg";
import screenFull from "@vscode/codicons/src/icons/screen-full.svg";
import search from "@vscode/codicons/src/icons/search.svg";
import shield from "@vscode/codicons/src/icons/shield.svg";
import result from "@vscode/codicons/src/icons/sign-out.svg";
import stopCircle from "@vscode/codicons/src/icons/stop-circle.svg";
import parameter from "@vscode/codicons/src/icons/symbol-parameter.svg";
import sync from "@vscode/codicons/src/icons/sync.svg";
import target from "@vscode/codicons/src/icons/target.svg";
import subflow from "@vscode/codicons/src/icons/type-hierarchy-sub.svg";
import warning from "@vscode/codicons/src/icons/warning.svg";
import type { SceneNode } from "../model/scene.js";
import type { Status } from "../model/status.js";
import { svg } from "./element.js";

/** In eighths of a pixel; those that a codicon would draw in a hundred curves are our own. */
const SOURCES = {
  "arrow-right": arrowRight,
  bug,
  "chevron-down": chevronDown,
  circle: {
    d: "M64 16a48 48 0 1 0 0 96 48 48 0 0 0 0-96zm0 8a40 40 0 1 1 0 80 40 40 0 0 1 0-80z",
  },
  "circle-slash": circleSlash,
  compare,
  copy,
  ellipsis,
  error,
  export: exportIcon,
  flame,
  "go-to-file": goToFile,
  history,
  info,
  layers,
  loading,
  output,
  parameter,
  pass,
  pause,
  pin,
  pinned,
  play,
  question,
  rerun,
  result,
  "screen-full": screenFull,
  search,
  shield,
  skip,
  split,
  stop,
  "stop-circle": stopCircle,
  subflow,
  sync,
  target,
  warning,
  clock,
  "word-wrap": {
    d: "M8 24h112v8H8zm0 40h90a20 20 0 0 1 0 40H79l9 9-6 6-18-19 18-19 6 6-9 9h19a12 12 0 0 0 0-24H8zm0 32h40v8H8z",
  },
};

interface Shape {
  d: string;
  rule?: string;
}

export type IconName = keyof typeof SOURCES;

/** Puts the sprite in the page and fills every `<span data-icon>` of the skeleton. */
export function installIcons(): void {
  const sprite = svg("svg", { id: "sprite", "aria-hidden": "true", width: 0, height: 0 });
  for (const [name, { d, rule }] of Object.entries<Shape>(SOURCES)) {
    const symbol = svg("symbol", { id: `i-${name}`, viewBox: "0 0 128 128" });
    symbol.append(svg("path", { d, "fill-rule": rule }));
    sprite.append(symbol);
  }
  document.body.append(sprite);
  for (const place of document.querySelectorAll<HTMLElement>("[data-icon]")) {
    const symbol = icon(place.dataset.icon as IconName);
    if (place.slot) symbol.setAttribute("slot", place.slot);
    place.replaceWith(symbol);
  }
}

export function icon(name: IconName): SVGSVGElement {
  const element = svg("svg", { class: "icon", "aria-hidden": "true", viewBox: "0 0 16 16" });
  element.append(svg("use", { href: `#i-${name}` }));
  return element;
}

export function setIcon(element: SVGElement, name: IconName): void {
  const use = element.firstElementChild;
  const href = `#i-${name}`;
  if (use && use.getAttribute("href") !== href) use.setAttribute("href", href);
}

const BY_STATUS: Record<Status, IconName> = {
  idle: "circle",
  queued: "clock",
  running: "loading",
  success: "pass",
  cached: "history",
  failed: "error",
  crashed: "warning",
  retrying: "rerun",
  upstream: "circle-slash",
  skipped: "skip",
  cancelled: "stop-circle",
  paused: "pause",
};

export function statusIcon(status: Status): IconName {
  return BY_STATUS[status];
}

const BY_KIND: Partial<Record<SceneNode["kind"], IconName>> = {
  flow: "subflow",
  map: "layers",
  loop: "sync",
  branch: "split",
  try: "shield",
  param: "parameter",
  return: "result",
  unknown: "question",
};

/** Before anything ran, a node's kind says more than "not run". */
export function nodeIcon(node: SceneNode, status: Status): IconName {
  return status === "idle" ? (BY_KIND[node.kind] ?? "circle") : statusIcon(status);
}
