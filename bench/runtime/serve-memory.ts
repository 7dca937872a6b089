/**
 * What `millrace serve` needs while it waits: a hundred schedules, none of them due. The memory is
 * the process's resident set after it has settled; code that the system shares counts, too.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { median, print, printSkipped } from "../measure/figure.js";
import { withFolder } from "../measure/folder.js";
import { millrace } from "../measure/programs.js";

const bench = "serve-memory";
const files = 20;
const schedulesEach = 5;
const rounds = 3;
/** Milliseconds until what the start needed is given back. */
const settling = 5_000;

const source = (file: number) => `import { flow } from "millrace";
${Array.from(
  { length: schedulesEach },
  (_, index) =>
    `export const flow${index} = flow({ schedule: { cron: "${index} ${file % 24} 1 1 *", timezone: "Europe/Berlin" } }, async () => {});`,
).join("\n")}`;

if (process.platform === "linux") {
  const samples: number[] = [];
  for (let round = 0; round < rounds; round += 1) samples.push(await withFolder(megabytes));
  print({
    bench,
    figure: "idle_mb_100_schedules",
    value: median(samples),
    budget: 80,
    n: files * schedulesEach,
    rounds: samples,
  });
} else printSkipped({ bench }, "the resident set is read from /proc, which only Linux has");

async function megabytes(folder: string): Promise<number> {
  await mkdir(join(folder, "node_modules"));
  await symlink(
    fileURLToPath(new URL("../../runtime", import.meta.url)),
    join(folder, "node_modules/millrace"),
  );
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  for (let file = 0; file < files; file += 1) {
    await writeFile(join(folder, `flows-${file}.ts`), source(file));
  }
  const service = spawn(process.execPath, [millrace, "serve", "--json"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [line] = (await once(service.stdout, "data")) as [Buffer];
    const { schedules } = JSON.parse(line.toString()) as { schedules: number };
    if (schedules !== files * schedulesEach) throw new Error(`${schedules} schedules are served`);
    await wait(settling);
    const status = await readFile(`/proc/${service.pid}/status`, "latin1");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  } finally {
    service.kill("SIGTERM");
    await once(service, "exit");
  }
}
