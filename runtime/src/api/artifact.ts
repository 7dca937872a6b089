import { type Scope, scopes } from "../engine/context.js";
import type { ArtifactRecord } from "../engine/record.js";

/**
 * Things a run makes for a person to look at; they are shown with it. A later one with the same key
 * replaces it. All throw an Error outside of a flow or task.
 */
export const artifact = {
  /** Text in Markdown. */
  markdown(key: string, text: string): void {
    keep(key, "markdown", text);
  },
  /** Rows, shown as a table with a column for each property. */
  table(key: string, rows: readonly Record<string, unknown>[]): void {
    keep(key, "table", rows);
  },
  /** A link: a URL, or the path of a file. */
  link(key: string, url: string | URL): void {
    keep(key, "link", String(url));
  },
  /** An image: its URL (`data:` too), or the path of its file. */
  image(key: string, url: string | URL): void {
    keep(key, "image", String(url));
  },
};

function keep(key: string, kind: ArtifactRecord["kind"], value: unknown): void {
  const { flow, task } = scope(kind);
  flow.session.store.artifact({
    run: flow.record.id,
    ...(task === undefined ? {} : { task: task.id }),
    key,
    kind,
    value,
    time: Date.now(),
  });
}

function scope(kind: string): Scope {
  const found = scopes.getStore();
  if (found !== undefined) return found;
  throw new Error(
    `artifact.${kind}() was called outside of a flow: call it in a flow or task, while that runs`,
  );
}
