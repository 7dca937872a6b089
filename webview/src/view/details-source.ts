/** What the code says of a node: problems, options, and what it is connected to. */
import type { Actions } from "../actions.js";
import { EDGE_WORDS } from "../model/describe.js";
import { baseName, formatDuration, visibleText } from "../model/format.js";
import { at, type Scene, type SceneEdge, type SceneNode } from "../model/scene.js";
import type { Session } from "../model/session.js";
import { heading, link, rows, section } from "./details-parts.js";
import { preview } from "./details-run.js";
import { el } from "./element.js";
import { icon } from "./icons.js";

/** Diagnostics whose place lies within the node's call. */
export function problemsOf(session: Session, node: SceneNode) {
  const { code } = node;
  if (!code) return [];
  const file = slashed(code.file ?? session.source.file ?? "");
  return (session.source.diagnostics ?? []).filter(
    ({ file: of, range }) =>
      slashed(of) === file &&
      range.start.line >= code.location.start.line &&
      range.end.line <= code.location.end.line,
  );
}

/** Hosts name files in their own way, graphs with forward slashes. */
function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}

export function problemSection(
  session: Session,
  node: SceneNode,
  actions: Actions,
): HTMLElement | undefined {
  const problems = problemsOf(session, node);
  if (problems.length === 0) return undefined;
  return section(
    heading("Problems"),
    ...problems.map(({ code, severity, message, file, range }) =>
      el(
        "p",
        { class: `problem ${severity}` },
        icon(severity === "error" ? "error" : severity === "warning" ? "warning" : "info"),
        el("span", {}, visibleText(message), " "),
        link(code, () => actions.post({ type: "openSource", file, range })),
      ),
    ),
  );
}

export function optionSection({ code }: SceneNode): HTMLElement | undefined {
  const options = code?.options;
  if (!options) return undefined;
  const pairs: [string, string][] = [];
  if (options.retries !== undefined) pairs.push(["Retries", String(options.retries)]);
  if (options.retryDelay !== undefined)
    pairs.push(["Wait before a retry", delay(options.retryDelay)]);
  if (options.timeout !== undefined)
    pairs.push(["Timeout", formatDuration(options.timeout * 1000)]);
  if (options.cache !== undefined) pairs.push(["Cache", String(options.cache)]);
  if (options.optional) pairs.push(["Optional", "yes"]);
  if (options.tags?.length) pairs.push(["Tags", options.tags.join(", ")]);
  return pairs.length === 0 ? undefined : section(heading("Options"), rows(pairs));
}

function delay(value: number | number[] | string): string {
  if (typeof value === "string") return value;
  return [value]
    .flat()
    .map((seconds) => formatDuration(seconds * 1000))
    .join(", ");
}

export function linkSections(scene: Scene, node: SceneNode, actions: Actions): HTMLElement[] {
  return (["in", "out"] as const).flatMap((direction) => {
    const edges = at(scene[direction], node.index).map((index) => at(scene.edges, index));
    if (edges.length === 0) return [];
    const items = edges.slice(0, 50).map((edge) => linkItem(scene, edge, direction, actions));
    const rest = edges.length - items.length;
    return [
      section(
        heading(direction === "in" ? `Upstream: ${edges.length}` : `Downstream: ${edges.length}`),
        el("ul", { class: "links" }, ...items),
        rest > 0 && el("p", { class: "faint" }, `${rest} more`),
      ),
    ];
  });
}

function linkItem(
  scene: Scene,
  edge: SceneEdge,
  direction: "in" | "out",
  actions: Actions,
): HTMLElement {
  const other = at(scene.nodes, direction === "in" ? edge.from : edge.to);
  const from = at(scene.nodes, edge.from).id;
  const to = at(scene.nodes, edge.to).id;
  const words = edge.code.length === 0 ? "seen at run time" : EDGE_WORDS[edge.kind];
  const [first] = edge.code;
  return el(
    "li",
    {},
    link(other.label, () => actions.select({ node: other.id }, true)),
    el("span", { class: "faint" }, `${words}${edge.certainty === "maybe" ? ", maybe" : ""}`),
    first &&
      link(
        "why",
        () => actions.select({ edge: { from: first.from, to: first.to, kind: first.kind } }),
        `Why is there an edge from ${from} to ${to}?`,
      ),
  );
}

/** The run's parameters, or what the flow takes. */
export function paramsSection(session: Session, actions: Actions): HTMLElement[] {
  const { run, graph } = session;
  if (run) {
    const values = Object.entries(run.params);
    if (values.length === 0) return [];
    const parts = values.map(([name, value]) =>
      preview({ name, text: JSON.stringify(value, undefined, 2) ?? "undefined" }),
    );
    return [section(heading("Parameters"), ...parts)];
  }
  const sections: HTMLElement[] = [];
  if (graph && graph.params.length > 0) {
    const pairs = graph.params.map(({ name, type, required }): [string, string] => [
      name,
      required ? type : `${type} (optional)`,
    ]);
    sections.push(section(heading("Parameters"), rows(pairs)));
  }
  const file = session.source.file;
  if (graph && graph.incomplete.length > 0 && file !== undefined) {
    const notes = graph.incomplete.map(({ reason, location, file: other }) =>
      el(
        "li",
        {},
        visibleText(reason),
        " ",
        link(`${other ? `${baseName(other)}, ` : ""}line ${location.start.line + 1}`, () =>
          actions.post({ type: "openSource", file: other ?? file, range: location }),
        ),
      ),
    );
    sections.push(section(heading("May be incomplete"), el("ul", { class: "links" }, ...notes)));
  }
  return sections;
}
