/**
 * A minute of `millrace serve` with a slot each second, killed with -9 five times: how many slots came,
 * how many were run twice, and how many were lost. What ran is read from the store and from what the
 * flow itself wrote down.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { print } from "../measure/figure.js";
import { withFolder } from "../measure/folder.js";
import { millrace } from "../measure/programs.js";
import { outputOf } from "../measure/subject.js";

const bench = "serve-killed";
const kills = 5;
/** How long the last service may take to catch up, in milliseconds. */
const patience = 240_000;
/** Milliseconds of each life, uneven so that the kills fall at different moments of a slot. */
const life = (index: number) => 12_000 + index * 130;

const source = `import { appendFileSync } from "node:fs";
import { flow, runtime, task } from "millrace";
const note = task((slot: Date) => appendFileSync("ran.txt", slot.getTime() / 1000 + "\\n"));
export const tick = flow(
  { schedule: { name: "tick", cron: "* * * * * *", catchUp: "all", overlap: "allow" } },
  async () => { await note(runtime().scheduled as Date); },
);`;

await withFolder(async (folder) => {
  await mkdir(join(folder, "node_modules"));
  const library = fileURLToPath(new URL("../../runtime", import.meta.url));
  await symlink(library, join(folder, "node_modules/millrace"));
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  await writeFile(join(folder, "tick.ts"), source);
  const ran = async () => {
    const text = await readFile(join(folder, "ran.txt"), "utf8").catch(() => "");
    return text.split("\n").filter(Boolean).map(Number);
  };
  const serve = () =>
    spawn(process.execPath, [millrace, "serve", "tick.ts", "--concurrency", "4", "--json"], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
  for (let index = 0; index < kills; index += 1) {
    const service = serve();
    await wait(life(index));
    service.kill("SIGKILL");
    await once(service, "exit");
  }
  const killed = Math.floor(Date.now() / 1000);
  const last = serve();
  const deadline = Date.now() + patience;
  while (Date.now() < deadline && !(await ran()).some((slot) => slot > killed + 1)) await wait(500);
  last.kill("SIGTERM");
  await once(last, "exit");
  const listed = await outputOf(
    process.execPath,
    [millrace, "runs", "ls", "--json", "--limit", "1000"],
    { MILLRACE_HOME: join(folder, ".millrace") },
  );
  const runs = listed.split("\n").filter(Boolean).length;
  const written = (await ran()).filter((slot) => slot <= killed);
  const slots = new Set(written);
  const span = killed - Math.min(...written) + 1;
  print({ bench, figure: "slots_run", value: slots.size, n: runs });
  print({
    bench,
    figure: "slots_run_twice",
    value: written.length - slots.size,
    budget: 0,
    n: span,
  });
  print({ bench, figure: "slots_lost", value: span - slots.size, budget: 0, n: span });
});
