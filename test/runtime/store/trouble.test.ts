import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { expect, test } from "vitest";
import { connect } from "../../../runtime/src/store/connection.js";
import {
  openHistory,
  openStore,
  type StoreError,
  storeFile,
  taskCounts,
} from "../../../runtime/src/store/index.js";
import { startFixture, startProcess, temporaryFolder } from "./workspace.js";

function troubleOf(action: () => unknown): StoreError {
  try {
    action();
  } catch (error) {
    return error as StoreError;
  }
  throw new Error("expected a StoreError");
}

test("a file of a newer millrace is refused and stays as it is to the byte", () => {
  const folder = temporaryFolder();
  openStore({ folder }).close();
  const db = new Database(storeFile(folder));
  db.exec("PRAGMA user_version = 99");
  db.close();
  const before = readFileSync(storeFile(folder));
  const files = readdirSync(folder);

  const error = troubleOf(() => openStore({ folder }));
  expect(error.code).toBe("STORE_NEWER");
  expect(error.message).toContain(storeFile(folder));
  expect(error.message).toMatch(/format 99.*Update millrace/s);
  expect(troubleOf(() => openHistory(folder)).code).toBe("STORE_NEWER");
  expect(readFileSync(storeFile(folder)).equals(before)).toBe(true);
  expect(readdirSync(folder)).toEqual(files);
});

test.each([
  ["text", Buffer.from("this is no database\n".repeat(500))],
  ["a database with its pages overwritten", undefined],
])("a damaged file (%s) is named with a remedy and left alone", (_, content) => {
  const folder = temporaryFolder();
  const history = connect(folder);
  history.all("PRAGMA wal_checkpoint(TRUNCATE)");
  history.close();
  const damaged = content ?? readFileSync(storeFile(folder)).fill(0xff, 100);
  writeFileSync(storeFile(folder), damaged);
  for (const part of ["-wal", "-shm"]) rmSync(`${storeFile(folder)}${part}`, { force: true });

  const error = troubleOf(() => {
    openHistory(folder);
  });
  expect(error.code).toBe("STORE_CORRUPT");
  expect(error.message).toContain(`mv "${storeFile(folder)}"`);
  expect(readFileSync(storeFile(folder)).equals(damaged)).toBe(true);
});

test("a folder that may not be written is named with a remedy", async () => {
  const folder = temporaryFolder();
  chmodSync(folder, 0o555);
  // Root may write anywhere; as nobody it may not.
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  const child = startFixture("write-on-command.ts", [join(folder, "store")], user);
  const line = await child.said("cannot open");
  expect(line).toContain("STORE_READ_ONLY");
  expect(line).toContain(join(folder, "store"));
  expect(line).toContain("MILLRACE_HOME");
  expect(existsSync(join(folder, "store"))).toBe(false);
});

test.runIf(process.platform === "linux" && spawnSync("prlimit", ["--version"]).status === 0)(
  "on a full disk a run goes on, says so once, and writes all of it when there is space again",
  async () => {
    const folder = temporaryFolder();
    const script = new URL("fixtures/write-on-command.ts", import.meta.url).pathname;
    const child = startProcess("prlimit", [
      "--fsize=400000:unlimited",
      process.execPath,
      "--import",
      "tsx",
      script,
      folder,
    ]);
    const say = (line: string) => child.process.stdin?.write(`${line}\n`);
    await child.said("ready");
    for (let count = 1; count <= 8; count += 1) say("write");
    await child.said("buffered 8");
    expect(await child.said("trouble")).toMatch(/^trouble STORE_FULL .*the disk is full/);
    say("flush");
    await child.said("refused STORE_FULL");

    spawnSync("prlimit", ["--pid", String(child.pid), "--fsize=unlimited:unlimited"]);
    await expect
      .poll(
        () => {
          const history = openHistory(folder);
          const counts = history && taskCounts(history, "run1");
          history?.close();
          return counts;
        },
        { timeout: 10_000 },
      )
      .toEqual({ Completed: 8 });
    say("flush");
    await child.said("flushed");
    expect(child.lines.filter((line) => line.startsWith("trouble"))).toHaveLength(1);
  },
);

test("looking makes no file", () => {
  const folder = join(temporaryFolder(), "none");
  expect(openHistory(folder)).toBeUndefined();
  expect(existsSync(folder)).toBe(false);
});

test("a file where the folder should be is named", () => {
  const parent = temporaryFolder();
  mkdirSync(join(parent, "sub"));
  writeFileSync(join(parent, "sub", "store"), "");
  const error = troubleOf(() => openStore({ folder: join(parent, "sub", "store") }));
  expect(error.message).toContain(join(parent, "sub", "store"));
});
