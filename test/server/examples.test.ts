import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { GraphDocument } from "@millrace/protocol";
import { expect, test } from "vitest";
import { renderGraph } from "../../server/src/commands/graph.js";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const flows = join(root, "examples", "flows");
const names = readdirSync(flows)
  .filter((name) => name.endsWith(".ts"))
  .map((name) => basename(name, ".ts"));

const expected = (name: string) =>
  readFileSync(fileURLToPath(new URL(`expected/${name}`, import.meta.url)), "utf8");

// The files under expected/ were read against the examples' source, edge by edge: read what
// `npx millrace graph` says now just as carefully before putting it there.
test.each(names)("the graph of %s", async (name) => {
  const file = join(flows, `${name}.ts`);
  const json = JSON.parse(await renderGraph({ file, format: "json" }, root)) as GraphDocument;
  expect(json).toEqual(JSON.parse(expected(`${name}.json`)));
  expect(json.diagnostics).toEqual([]);
  expect(await renderGraph({ file, format: "mermaid" }, root)).toBe(expected(`${name}.mmd`));
});
