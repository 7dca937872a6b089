import { expect, test } from "vitest";
import { runCheck } from "../../server/src/commands/check.js";
import { renderGraph } from "../../server/src/commands/graph.js";
import { Folder } from "./support/editor.js";

const FLOWS = `import { flow, task } from "millrace";
const a = task(async (n: number) => n);
const b = task(async (n: number) => n);
export const inner = flow({ name: 'sub <&> "q"' }, async (n: number) => b(a(n)));
export const big = flow({ name: "wide" }, async (n = 1, xs: number[] = []) => {
  const v = await a(n);
  if (v > 2) await b(v);
  await inner(v);
  return b.map(xs);
});
`;
const FAULTY = `import { task } from "millrace";
export const load = task({ retires: 3 }, async (n: number) => n);
`;

const graph = (folder: Folder, format: string, flow?: string) =>
  renderGraph({ file: folder.file("f.ts"), format, ...(flow ? { flow } : {}) }, folder.path);

test("json: paths are relative, one flow by name or by export", async () => {
  using folder = new Folder({ "f.ts": FLOWS });
  const all = JSON.parse(await graph(folder, "json"));
  expect(all).toMatchObject({ version: 1, language: "typescript", file: "f.ts", diagnostics: [] });
  expect(all.flows.map(({ exportName }: { exportName: string }) => exportName)).toEqual([
    "inner",
    "big",
  ]);
  for (const name of ["wide", "big"]) {
    const one = JSON.parse(await graph(folder, "json", name));
    expect(one.flows).toHaveLength(1);
    expect(one.flows[0].nodes[0].definition.file).toBe("f.ts");
  }
});

test("mermaid: frames, kinds, labels with anything in them", async () => {
  using folder = new Folder({ "f.ts": FLOWS });
  expect(await graph(folder, "mermaid", "wide")).toBe(`flowchart LR
  f0n0["a"]
  subgraph f0n1["if"]
    f0n2["b"]
  end
  f0n3[["sub #60;#38;#62; #34;q#34;"]]
  f0n4[/"b ×n"/]
  f0n5(["return"])
  f0n6(["n"])
  f0n7(["xs"])
  f0n6 --> f0n0
  f0n0 -->|if| f0n1
  f0n0 --> f0n2
  f0n0 --> f0n3
  f0n2 -.->|after| f0n3
  f0n7 -.-> f0n4
  f0n3 -->|after| f0n4
  f0n4 --> f0n5
  classDef maybe stroke-dasharray:4 3
  class f0n2,f0n4 maybe
`);
});

test("dot: clusters, and edges that end at a frame", async () => {
  using folder = new Folder({ "f.ts": FLOWS });
  const dot = await graph(folder, "dot", "wide");
  expect(dot).toContain('label="sub <&> \\"q\\"", shape="box3d"');
  expect(dot).toContain('f0n0 -> f0n2 [label="if", lhead="cluster_f0n1"]');
  expect(dot.match(/\{/g)?.length).toBe(dot.match(/\}/g)?.length);
});

test("svg: every node is drawn once, inside the picture, and text is escaped", async () => {
  using folder = new Folder({ "f.ts": FLOWS });
  const svg = await graph(folder, "svg");
  const [, width = "0", height = "0"] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
  expect(svg).toContain("sub &lt;&amp;&gt; &quot;q&quot;");
  const boxes = [
    ...svg.matchAll(
      /<rect class="box[^"]*" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g,
    ),
  ];
  expect(boxes.length).toBeGreaterThanOrEqual(11);
  for (const [, x, y, w, h] of boxes) {
    expect(Number(x) + Number(w)).toBeLessThanOrEqual(Number(width));
    expect(Number(y) + Number(h)).toBeLessThanOrEqual(Number(height));
  }
  expect(svg).toContain("prefers-color-scheme: dark");
});

test.each([
  ["none.ts", undefined, "json", /none\.ts does not exist/],
  ["f.ts", "nothing", "json", /has no flow nothing; it has sub <&> "q", wide/],
  ["f.ts", undefined, "png", /unknown format png: json, mermaid, dot and svg are known/],
  [".", undefined, "json", /is a folder: name a file in it/],
  ["notes.md", undefined, "json", /is not TypeScript or JavaScript/],
])(
  "what cannot be drawn is refused with the reason: %s %s %s",
  async (file, flow, format, reason) => {
    using folder = new Folder({ "f.ts": FLOWS, "notes.md": "# notes" });
    const asked = { file: folder.file(file), format, ...(flow ? { flow } : {}) };
    await expect(renderGraph(asked, folder.path)).rejects.toThrow(reason);
  },
);

const check = (folder: Folder, format: string, path = ".") =>
  runCheck({ paths: [folder.file(path)], format }, folder.path);

/** What the rule says: its wording is the rule's own affair. */
async function message(folder: Folder): Promise<string> {
  const [diagnostic] = JSON.parse((await check(folder, "json")).text).diagnostics;
  expect(diagnostic.message).toContain("retires");
  return diagnostic.message;
}

test("check, pretty: place, line, mark, summary", async () => {
  using folder = new Folder({ "f.ts": FLOWS, "faulty.ts": FAULTY, "dist/old.ts": FAULTY });
  const { text, failed } = await check(folder, "pretty");
  expect(failed).toBe(true);
  expect(text).toBe(`faulty.ts:2:28 error ${await message(folder)} MR301
  2 | export const load = task({ retires: 3 }, async (n: number) => n);
    |                            ^^^^^^^

1 error in 2 files with flows or tasks.
`);
  expect(await check(folder, "pretty", "f.ts")).toEqual({
    text: "No problem in 1 file with flows or tasks.\n",
    failed: false,
  });
});

test("check for machines: json, sarif, github", async () => {
  using folder = new Folder({ "faulty.ts": FAULTY });
  const json = JSON.parse((await check(folder, "json")).text);
  expect(json).toMatchObject({ version: 1, files: 1, skipped: [] });
  expect(json.diagnostics).toMatchObject([{ code: "MR301", severity: "error", file: "faulty.ts" }]);
  const [run] = JSON.parse((await check(folder, "sarif")).text).runs;
  expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(["MR301"]);
  expect(run.results).toMatchObject([
    {
      ruleId: "MR301",
      level: "error",
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "faulty.ts" },
            region: { startLine: 2, startColumn: 28, endLine: 2, endColumn: 35 },
          },
        },
      ],
    },
  ]);
  expect((await check(folder, "github")).text).toBe(
    `::error file=faulty.ts,line=2,col=28,endLine=2,endColumn=35,title=MR301::${await message(folder)}\n`,
  );
});

test("check refuses what is not there", async () => {
  using folder = new Folder();
  await expect(check(folder, "json", "none")).rejects.toThrow("does not exist");
  await expect(check(folder, "xml")).rejects.toThrow("unknown format xml");
});
