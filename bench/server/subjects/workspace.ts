/** A workspace such as people have: flows, the tasks they share, and code that is neither. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const FLOWS = 300;
const TASK_FILES = 300;
const OTHER = 900;

/** Writes 1,500 files, 300 of them with a flow; tasks lie behind a path alias and barrels. */
export function writeWorkspace(folder: string): void {
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };
  write("package.json", '{ "name": "generated", "type": "module" }\n');
  write(
    "tsconfig.json",
    '{ "compilerOptions": { "strict": true, "paths": { "@tasks/*": ["./src/tasks/*"] } } }\n',
  );
  const perArea = TASK_FILES / 10;
  for (let i = 0; i < TASK_FILES; i++) {
    write(`src/tasks/area${i % 10}/tasks${i}.ts`, tasksFile(i));
  }
  for (let area = 0; area < 10; area++) {
    const names = Array.from({ length: perArea }, (_, i) => `tasks${i * 10 + area}`);
    write(
      `src/tasks/area${area}/index.ts`,
      names.map((name) => `export * from "./${name}.js";\n`).join(""),
    );
  }
  for (let i = 0; i < FLOWS; i++) write(flowFile(i), flowText(i));
  for (let i = 0; i < OTHER - 10; i++) write(`src/app/part${i % 30}/module${i}.ts`, otherFile(i));
}

export function flowFile(i: number): string {
  return `src/flows/group${i % 20}/flow${i}.ts`;
}

function tasksFile(i: number): string {
  const tasks = ["extract", "clean", "join", "load"].map(
    (verb) => `
/** Does ${verb} for source ${i}. */
export const ${verb}${i} = task(
  { name: "${verb}-${i}", retries: 3, retryDelay: [1, 10, 60], timeout: "2m", tags: ["area${i % 10}"] },
  async (input: Row[], limit = 100): Promise<Row[]> => {
    const rows = input.filter((row) => row.id !== "" && row.value > ${i});
    if (rows.length > limit) throw new Error(\`${verb}: \${rows.length} rows are more than \${limit}\`);
    return rows.map((row) => ({ ...row, value: row.value * 2 }));
  },
);
`,
  );
  return `import { task } from "millrace";

export interface Row {
  id: string;
  value: number;
}
${tasks.join("")}`;
}

export function flowText(i: number): string {
  const [a, b] = [i % TASK_FILES, (i * 7 + 3) % TASK_FILES];
  const other = i + 1 < FLOWS && i % 10 === 0 ? i + 1 : undefined;
  return `import { flow, logger, waitFor } from "millrace";
import { clean${a}, extract${a}, load${a} } from "@tasks/area${a % 10}/index.js";
import { join${b}, load${b} } from "@tasks/area${b % 10}/index.js";
${other === undefined ? "" : `import { flow${other} } from "../group${other % 20}/flow${other}.js";\n`}
/** Brings the rows of source ${a} together with those of ${b}. */
export const flow${i} = flow({ name: "flow-${i}", retries: 1 }, async (day = "today", full = false) => {
  const raw = extract${a}([{ id: day, value: 1 }]);
  const rows = await clean${a}(raw);
  if (full) {
    await load${a}(rows);
  } else {
    logger().info(\`\${rows.length} rows\`);
  }
  const parts = [];
  for (const row of rows) {
    parts.push(join${b}([row]));
  }
  const joined = (await Promise.all(parts)).flat();
  try {
    await load${b}(joined);
  } catch (error) {
    logger().warn(String(error));
    await load${a}([]);
  }
${other === undefined ? "" : `  await flow${other}(day);\n`}  return joined.length;
});
`;
}

function otherFile(i: number): string {
  const functions = Array.from(
    { length: 6 },
    (_, n) => `
export function compute${i}x${n}(items: readonly Item[], factor = ${n}): number {
  let total = 0;
  for (const item of items) {
    if (item.kind === "${n}") continue;
    total += item.amount * factor + helper(item.name);
  }
  return total;
}
`,
  );
  return `import { readFile } from "node:fs/promises";

interface Item {
  kind: string;
  name: string;
  amount: number;
}

function helper(name: string): number {
  return name.length * ${i};
}

export async function read${i}(path: string): Promise<Item[]> {
  return JSON.parse(await readFile(path, "utf8")) as Item[];
}
${functions.join("")}`;
}
