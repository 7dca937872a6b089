/** The floor of indexing: TypeScript's parser alone over the files that have to do with flows. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ts } from "ts-morph";
import { cpuSeconds, report } from "../../measure/subject.js";

const folder = process.argv[2] ?? "";
const files = readdirSync(folder, { recursive: true, encoding: "utf8" });

const cpu = cpuSeconds();
const start = performance.now();
for (const file of files.filter((each) => each.endsWith(".ts"))) {
  const text = readFileSync(join(folder, file), "utf8");
  if (!/\b(?:flow|task)\b/.test(text)) continue;
  ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
}
report({ milliseconds: performance.now() - start, cpu: (cpuSeconds() - cpu) * 1000 });
