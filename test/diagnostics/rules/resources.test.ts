import { cases } from "../support/cases.js";

const task = (name: string, options: string, fn = "async () => 1") =>
  `export const ${name} = task({ ${options} }, ${fn});`;
const files = (name: string, inner: string, fn?: string) => task(name, `files: { ${inner} }`, fn);
const other = (text: string) => ({ "other.ts": `import { task } from "millrace";\n${text}` });

cases("MR311", [
  {
    top: `${files("one", "outputs: 'out/a.csv'")}\n${files("two", "outputs: ['out/b.csv', «'out/a.csv'»]")}`,
    says: "'two' and 'one' both write `out/a.csv`",
    related: ["'out/a.csv'"],
  },
  { top: `${files("one", "outputs: 'out/*.csv'")}\n${files("two", "outputs: «'./out/a.csv'»")}` },
  { top: `${files("one", "outputs: 'out'")}\n${files("two", "outputs: «'out/deep/a.csv'»")}` },
  {
    top: files("one", "outputs: «'out/a.csv'»"),
    files: other(
      files("two", "cwd: 'out', outputs: 'a.csv'") + files("three", "outputs: 'out/a.csv'"),
    ),
    related: ["/w/other.ts"],
    says: "'three'",
  },
  {
    top: `${files("one", "outputs: 'out/**'")}\n${files("two", "outputs: «'out/*.json'»")}`,
    says: "'two' and 'one' both write `out/*.json`",
    related: ["'out/**'"],
  },
  { top: `${files("one", "outputs: 'out/a-*.csv'")}\n${files("two", "outputs: «'out/*.csv'»")}` },
  {
    top: `${files("one", "outputs: ['out/**', '!out/*.tmp']")}\n${files("two", "outputs: «'out/*.json'»")}`,
  },
  { top: `${files("one", "outputs: 'out'")}\n${files("two", "outputs: «'out/deep/*.csv'»")}` },
  // Near misses.
  { top: `${files("one", "outputs: 'out/*.csv'")}\n${files("two", "outputs: 'out/a*'")}` },
  { top: `${files("one", "outputs: 'out/*'")}\n${files("two", "outputs: 'out/deep/*.csv'")}` },
  { top: `${files("one", "outputs: 'out'")}\n${files("two", "outputs: 'output/*.csv'")}` },
  {
    top: `${files("one", "outputs: ['out/**', '!out/report*']")}\n${files("two", "outputs: 'out/*.json'")}`,
  },
  {
    top: `${files("one", "outputs: 'out/a.csv'")}\n${files("two", "inputs: 'out/a.csv', outputs: 'out/b.csv'")}`,
  },
  {
    top: `${files("one", "outputs: ['out/*.csv', '!out/a.csv']")}\n${files("two", "outputs: 'out/a.csv'")}`,
  },
  { top: `${files("one", "outputs: 'out/*.csv'")}\n${files("two", "outputs: 'out/*.json'")}` },
  { top: `${files("one", "outputs: 'out/*.csv'")}\n${files("two", "outputs: 'out/deep/a.csv'")}` },
  { top: `${files("one", "outputs: 'out'")}\n${files("two", "outputs: 'out.csv'")}` },
  { top: `${files("one", "cwd: 'a', outputs: 'x'")}\n${files("two", "cwd: 'b', outputs: 'x'")}` },
  {
    top: `${files("one", "outputs: 'out/{day}.csv'", "async (day: string) => day")}\n${files("two", "outputs: 'out/{day}.csv'", "async (day: string) => day")}`,
  },
  { top: `${files("one", "outputs: OUT")}\n${files("two", "outputs: [...OUTS, name()]")}` },
]);

cases("MR312", [
  {
    top: files("one", "inputs: ['data.csv', «'report.md'»], outputs: 'report.md'"),
    related: ["'report.md'"],
    says: "does not count as an input",
  },
  // Near misses.
  { top: files("one", "inputs: 'data/**', outputs: 'data/out.csv'") },
  { top: files("one", "inputs: ['**/*.ts', '!out'], outputs: 'out'") },
]);

cases("MR313", [
  { top: files("one", "inputs: «'data/a.csv'»"), disk: ["data/b.csv"], says: "optional: true" },
  { top: files("one", "inputs: ['data/*.csv', «'raw/*.csv'»]"), disk: ["data/b.csv"] },
  { top: files("one", "cwd: 'data', inputs: «'b.csv'»"), disk: ["b.csv"] },
  // Near misses.
  { top: files("one", "cwd: 'data', inputs: 'b.csv'"), disk: ["data/b.csv"] },
  { top: files("one", "inputs: { glob: 'data/a.csv', optional: true }"), disk: [] },
  { top: files("one", "inputs: ['data/*', '!data/a']"), disk: ["data/b"] },
  { top: files("one", "inputs: '{day}.csv'", "async (day: string) => day"), disk: [] },
  { top: files("one", "inputs: '**/*.csv'"), disk: [] },
  { top: files("one", "inputs: 'data/a.csv'") },
  {
    top: `${files("one", "inputs: 'out/a.csv'")}\n${files("two", "outputs: 'out/*.csv'")}`,
    disk: [],
  },
  {
    top: files("one", "inputs: 'out/a.csv'"),
    files: other(files("two", "outputs: 'out'")),
    disk: [],
  },
]);

cases("MR314", [
  { top: "const hash = task({ «runIn: 'worker'» }, async () => 1);", fixed: "export const hash" },
  {
    top: "export const make = () => { const hash = task({ «runIn: 'worker'» }, async () => 1); return hash; };",
    says: "inside a function",
  },
  {
    top: "export class Work { @task({ «runIn: 'worker'» }) async hash() { return 1; } }",
    says: "the instance stays",
  },
  {
    top: "class Work { @task({ «runIn: 'worker'» }) static async hash() { return 1; } }",
    says: "class is not exported",
  },
  {
    top: `let count = 0;\n${task("hash", "runIn: 'worker'", "async () => { «count» += 1; return count; }")}`,
    related: ["count"],
    says: "a 'count' of its own",
  },
  {
    top: `let client: any;\nexport const open = () => { client = 1; };\n${task("hash", "runIn: 'worker'", "async () => «client»")}`,
  },
  {
    top: `import { input } from "millrace";\n${task("hash", "runIn: 'worker'", "async () => «input»()")}`,
    says: "cannot ask",
  },
  // Near misses.
  {
    top: `import { input } from "millrace";\n${task("hash", "runIn: 'worker'", "async (input: any) => input()")}`,
  },
  {
    top: `const table = new Map();\n${task("hash", "runIn: 'worker'", "async (rows: any[]) => { let n = 0; for (const r of rows) n += table.get(r); return n; }")}`,
  },
  { top: "const hash = task({ runIn: 'worker' }, async () => 1);\nexport { hash };" },
  { top: "export default task({ runIn: 'worker' }, async () => 1);" },
  { top: "export class Work { @task({ runIn: 'worker' }) static async hash() { return 1; } }" },
  { top: "const hash = task({ runIn: 'main' }, async () => 1);" },
  { top: "const hash = task({ runIn: WHERE }, async () => 1);" },
]);

cases("MR309", [
  {
    top: task("one", "files: { inputs: 'a' }, «cache: true»"),
    says: "both given",
  },
  { top: task("one", "files: { inputs: 'a' }, cache: false") },
]);
