/** What the run made for people to look at. All of it is anybody's: it goes in as text. */
import type { ArtifactContent, PanelArtifact } from "@millrace/protocol";
import type { Actions } from "../actions.js";
import { formatCount, visibleText } from "../model/format.js";
import type { Session } from "../model/session.js";
import { codeBlock, heading, link, section } from "./details-parts.js";
import { el } from "./element.js";

type Content<Kind> = Extract<ArtifactContent, { kind: Kind }>;

/** Pictures that an `img` draws, and that can do nothing else there. */
const DRAWN = /^data:image\/(?:png|jpeg|gif|webp|avif|svg\+xml)[;,]/i;

export function artifactSection(session: Session, actions: Actions): HTMLElement | undefined {
  const artifacts = session.artifacts?.artifacts ?? [];
  if (artifacts.length === 0) return undefined;
  return section(
    heading(`Artifacts: ${formatCount(artifacts.length)}`),
    ...artifacts.map((artifact) => box(artifact, session, actions)),
  );
}

function box(artifact: PanelArtifact, session: Session, actions: Actions): HTMLElement {
  const { key, content, task, run } = artifact;
  const made = task === undefined ? undefined : session.tasks.byId.get(task);
  const node = made && session.tasks.nodeOf(made);
  const open = () => actions.post({ type: "openArtifact", run, key });
  return el(
    "article",
    { class: "artifact", "aria-label": visibleText(key) },
    el(
      "div",
      { class: "artifact-head" },
      el("h4", {}, visibleText(key)),
      made &&
        node !== undefined &&
        link(made.name, () => actions.select({ node, task: made.id }, true), "Go to its task"),
    ),
    ...bodyOf(content, key, open),
  );
}

function bodyOf(content: ArtifactContent, key: string, open: () => void): HTMLElement[] {
  switch (content.kind) {
    case "markdown":
      return [codeBlock(content.text), foot(cutText(content), opener("Open in editor", key, open))];
    case "table":
      return [table(content, key), foot(cutRows(content), opener("Open as JSON", key, open))];
    case "link":
      return [content.opens ? outside(content.url, open) : plain(content.url)];
    case "image":
      return [DRAWN.test(content.url) ? image(content.url, key) : plain(content.url)];
  }
}

function table({ columns, rows }: Content<"table">, key: string): HTMLElement {
  const head = columns.map((name) => el("th", { scope: "col" }, visibleText(name)));
  const body = rows.map((row) =>
    el("tr", {}, ...row.map((cell) => el("td", {}, visibleText(cell)))),
  );
  const name = visibleText(key);
  return el(
    "div",
    { class: "artifact-scroll", tabindex: 0, role: "region", "aria-label": `${name}, table` },
    el(
      "table",
      { class: "artifact-table", "aria-label": name },
      el("thead", {}, el("tr", {}, ...head)),
      el("tbody", {}, ...body),
    ),
  );
}

/** It opens a page outside, by the host, which knows what may be opened. */
function outside(url: string, open: () => void): HTMLElement {
  const element = link(url, open, "Open outside");
  element.setAttribute("role", "link");
  return element;
}

function plain(url: string): HTMLElement {
  return el("p", { class: "artifact-url" }, visibleText(url.slice(0, 2_000)));
}

function image(url: string, key: string): HTMLElement {
  const picture = el("img", { class: "artifact-image", src: url, alt: visibleText(key) });
  picture.addEventListener("error", () =>
    picture.replaceWith(
      el("p", { class: "faint" }, "This picture cannot be drawn: it is damaged."),
    ),
  );
  return picture;
}

function foot(text: string, action: HTMLElement): HTMLElement {
  return el("p", { class: "artifact-foot" }, text !== "" && el("span", {}, text), action);
}

/** The label begins with what is seen, and says which one. */
function opener(text: string, key: string, open: () => void): HTMLElement {
  const element = link(text, open);
  element.setAttribute("aria-label", `${text}: ${visibleText(key)}`);
  return element;
}

function cutText({ text, length }: Content<"markdown">): string {
  if (length === undefined) return "";
  return `The first ${formatCount(text.length)} of ${formatCount(length)} characters.`;
}

function cutRows({ rows, total }: Content<"table">): string {
  if (total === undefined) return "";
  return `The first ${formatCount(rows.length)} of ${formatCount(total)} rows.`;
}
