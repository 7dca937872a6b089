import { expect, test } from "vitest";
import { Editor, Folder } from "./support/editor.js";

const ETL = `import { flow, task } from "millrace";
export const extract = task(async (url: string) => [url]);
export const load = task(async (rows: string[]) => rows.length);
export const etl = flow((url = "x") => load(extract(url)));
`;

const labels = (answer: { graph: { flows: { nodes: { label: string }[] }[] } } | null) =>
  answer?.graph.flows.flatMap(({ nodes }) => nodes.map(({ label }) => label));

test("the graph of a document is that of its unsaved text", async () => {
  using folder = new Folder({ "etl.ts": ETL });
  await using editor = await Editor.start(folder);
  const uri = await editor.open("etl.ts", ETL);

  await editor.type(uri, ETL.replace("load(extract(url))", "extract(url)"));

  const answer = await editor.graph(uri);
  expect(labels(answer)).toEqual(["extract", "return", "url"]);
  expect(answer?.version).toBe(2);
  expect(answer?.graph.file).toBe(folder.file("etl.ts"));
});
