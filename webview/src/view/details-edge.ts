/** Why an edge is there. */
import type { EdgeRef } from "@millrace/protocol";
import type { Actions } from "../actions.js";
import { EDGE_WORDS } from "../model/describe.js";
import { baseName, visibleText } from "../model/format.js";
import type { Scene } from "../model/scene.js";
import type { Session } from "../model/session.js";
import { codeBlock, heading, link, section } from "./details-parts.js";
import { el } from "./element.js";
import { icon } from "./icons.js";

export function edgeSections(
  session: Session,
  scene: Scene,
  edge: EdgeRef,
  actions: Actions,
): HTMLElement[] {
  const label = (id: string) => {
    const index = scene.drawn.get(id);
    const own = session.graph?.nodes.find((node) => node.id === id)?.label;
    return own ?? (index === undefined ? id : (scene.nodes[index]?.label ?? id));
  };
  const code = session.graph?.edges.find(
    ({ from, to, kind }) => from === edge.from && to === edge.to && kind === edge.kind,
  );
  const head = el(
    "header",
    { class: "details-head" },
    icon("arrow-right"),
    el("h2", {}, visibleText(`${label(edge.from)} → ${label(edge.to)}`)),
    el(
      "p",
      { class: "details-state" },
      code
        ? `${EDGE_WORDS[code.kind]}${code.certainty === "maybe" ? ", maybe" : ""}`
        : "seen at run time",
      code?.path !== undefined && ` · ${code.path}`,
      code?.back && " · from one pass to the next",
    ),
  );
  const ends = section(
    heading("Between"),
    el(
      "ul",
      { class: "links" },
      ...[edge.from, edge.to].map((id) =>
        el(
          "li",
          {},
          link(label(id), () => actions.select({ node: id }, true)),
        ),
      ),
    ),
  );
  const explained = session.explanation(edge);
  const why = section(
    heading("Why"),
    el(
      "p",
      explained ? {} : { class: "faint" },
      explained
        ? visibleText(explained.text)
        : code
          ? "Looking it up…"
          : "The run handed a value on here; the code, as it stands, shows no such edge.",
    ),
    ...(explained
      ? explained.evidence.flatMap(({ location, code: text }) => [
          link(
            `${baseName(location.file)}:${location.range.start.line + 1}`,
            () => actions.post({ type: "openSource", file: location.file, range: location.range }),
            location.file,
          ),
          codeBlock(text),
        ])
      : []),
  );
  return [head, why, ends];
}
