/** What a run made for people to look at: as a panel gets it, and as it is opened. Values are anybody's. */
import type { Artifact, ArtifactContent, PanelArtifact } from "@millrace/protocol";

/** What a panel shows of each; the whole opens in an editor. */
const LIMITS = { text: 20_000, rows: 200, columns: 50, cell: 500, image: 5_000_000, url: 2_000 };

/** Pictures that an `img` draws, and that can do nothing else there. */
const DRAWN = /^data:image\/(?:png|jpeg|gif|webp|avif|svg\+xml)[;,]/i;

export type Opening =
  | { link: string }
  | { text: string; language: "markdown" | "json" }
  | { refused: string };

export function artifactShown({ run, key, task, kind, value }: Artifact): PanelArtifact {
  const content = contentOf(kind, value);
  return { run, key, ...(task !== undefined && { task }), content };
}

/** What to do where a person wants to see it whole. */
export function openingOf({ key, kind, value }: Artifact): Opening {
  if (kind === "markdown") return { text: textOf(value), language: "markdown" };
  if (kind === "table") return { text: json(value), language: "json" };
  const url = textOf(value);
  if (isOfWeb(url)) return { link: url };
  return {
    refused: `${key} was not opened: ${cut(url, 200)} is no address of the web, and only those with http: or https: are opened from the panel. Copy it to open it by other means.`,
  };
}

function contentOf(kind: Artifact["kind"], value: unknown): ArtifactContent {
  switch (kind) {
    case "table":
      return Array.isArray(value) ? tableOf(value) : markdownOf(json(value));
    case "image":
      return imageOf(textOf(value));
    case "link":
      return linkOf(textOf(value));
    default:
      return markdownOf(textOf(value));
  }
}

function markdownOf(text: string): ArtifactContent {
  const { length } = text;
  if (length <= LIMITS.text) return { kind: "markdown", text };
  return { kind: "markdown", text: text.slice(0, LIMITS.text), length };
}

function tableOf(all: readonly unknown[]): ArtifactContent {
  const first = all.slice(0, LIMITS.rows).map(propertiesOf);
  const columns = [...new Set(first.flatMap((row) => [...row.keys()]))].slice(0, LIMITS.columns);
  const rows = first.map((row) => columns.map((column) => cellOf(row.get(column))));
  const total = all.length > rows.length ? { total: all.length } : {};
  return { kind: "table", columns, rows, ...total };
}

/** A row that is no object is a value in a column of its own. */
function propertiesOf(row: unknown): Map<string, unknown> {
  if (typeof row !== "object" || row === null) return new Map([["value", row]]);
  return new Map(Object.entries(row));
}

function cellOf(value: unknown): string {
  return value === undefined || value === null ? "" : cut(textOf(value), LIMITS.cell);
}

function imageOf(url: string): ArtifactContent {
  const isDrawn = DRAWN.test(url) && url.length <= LIMITS.image;
  return isDrawn ? { kind: "image", url } : linkOf(url);
}

function linkOf(url: string): ArtifactContent {
  return { kind: "link", url: cut(url, LIMITS.url), opens: isOfWeb(url) };
}

function isOfWeb(url: string): boolean {
  return URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : json(value);
}

function json(value: unknown): string {
  return JSON.stringify(value, undefined, 2) ?? String(value);
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
