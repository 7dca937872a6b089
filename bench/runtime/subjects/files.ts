/** A flow of one task whose files are as it left them: how long it takes to know that. */
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { flow, task } from "millrace";
import { report } from "../../measure/subject.js";

const [folder = "."] = process.argv.slice(2);

const gather = task(
  { name: "gather", files: { inputs: "in/**/*.txt", outputs: "out.txt", cwd: folder } },
  () => writeFileSync(join(folder, "out.txt"), "gathered"),
);

const checked = flow({ name: "checked" }, async () => {
  const start = performance.now();
  const gathered = gather();
  await gathered;
  return { checkMs: performance.now() - start, state: gathered.state.name };
});

const result = await checked();
report({ ...result, statMs: statAll() });

/** What make would do at least: ask for the times of each file. */
function statAll(): number {
  const start = performance.now();
  for (const name of readdirSync(join(folder, "in"))) statSync(join(folder, "in", name));
  return performance.now() - start;
}
