import { readdirSync } from "node:fs";
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

// The files under expected/ were read against the examples' source, edge by edge. Look at what
// changed before updating them.
test.each(names)("the graph of %s", async (name) => {
  const file = join(flows, `${name}.ts`);
  const json = await renderGraph({ file, format: "json" }, root);
  await expect(json).toMatchFileSnapshot(`expected/${name}.json`);
  const mermaid = await renderGraph({ file, format: "mermaid" }, root);
  await expect(mermaid).toMatchFileSnapshot(`expected/${name}.mmd`);
  const { diagnostics } = JSON.parse(json) as GraphDocument;
  expect(diagnostics).toEqual([]);
});
