import { spawn, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Folder } from "./support/editor.js";

const server = fileURLToPath(
  new URL("../../server/bin/millrace-language-server.js", import.meta.url),
);
const script = fileURLToPath(new URL("support/neovim.lua", import.meta.url));
const isThere = spawnSync("nvim", ["--version"]).status === 0;
if (!isThere) {
  console.warn("Skipped: Neovim is not installed. To have it: apt-get install neovim");
}

const ETL = `import { flow, task } from "millrace";
const load = task({ retries: 3, retryDelay: 10 }, async (url: string) => url);
export const etl = flow(async (url = "x") => {
  load(url);
  await load.with({ retrys: 2 })(url);
});
`;

interface Answer {
  diagnostics: { line: number; code: string; source: string }[];
  hover: string;
  after: number;
}

test.skipIf(!isThere)(
  "Neovim shows diagnostics and hovers, and they follow what is typed",
  async () => {
    using folder = new Folder({ "package.json": "{}", "etl.ts": ETL });
    const output = folder.file("answer.json");
    const child = spawn("nvim", ["--headless", "-u", "NONE", "-n", "etl.ts", "-S", script], {
      cwd: folder.path,
      env: {
        ...process.env,
        MILLRACE_NODE: process.execPath,
        MILLRACE_SERVER: server,
        MILLRACE_ANSWER: output,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (data) => {
        said += data;
      });
    }
    const status = await new Promise((resolve, reject) => {
      child.on("error", reject).on("close", resolve);
    });
    expect(status, said).toBe(0);
    const answer = JSON.parse(readFileSync(output, "utf8")) as Answer;
    expect(answer.diagnostics.map(({ line, code }) => `${line} ${code}`).sort()).toEqual([
      "3 MR201",
      "4 MR301",
    ]);
    expect(answer.diagnostics.every(({ source }) => source === "millrace")).toBe(true);
    expect(answer.hover).toContain("**Up to 4 attempts**: waits 10 s, 10 s, 10 s.");
    expect(answer.after).toBe(1);
  },
  60_000,
);
