/**
 * The flows that are written of a Makefile decide as `make -n` does: after each file in turn was
 * changed or removed, the same targets are made again. Make goes by times and the flows by content,
 * so files are really changed. What is expected is written down here; where GNU make is installed,
 * it is asked too.
 */
import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, renameSync, statSync, symlinkSync, utimesSync } from "node:fs";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { DryRun } from "@millrace/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Workspace } from "../cli/workspace.js";

const make = spawnSync("make", ["--version"], { encoding: "utf8" });
const hasMake = make.stdout?.includes("GNU Make") ?? false;
const hasCompiler = spawnSync("gcc", ["--version"]).status === 0;
if (!hasMake) console.warn("GNU make is not installed (apt-get install make): it is not asked");

interface Project {
  goal: string;
  /** What is made again, in alphabetical order, after a file was changed... */
  changed: Record<string, string[]>;
  /** ...or removed. The commands of what is phony run each time. */
  removed: Record<string, string[]>;
  phony: string[];
}

const projects: Record<string, Project> = {
  "c-project": {
    goal: "test",
    phony: ["test"],
    changed: {
      VERSION: ["build/main.o", "build/wordcount", "src/version.h"],
      "src/words.h": ["build/main.o", "build/space.o", "build/wordcount", "build/words.o"],
      "src/words.c": ["build/wordcount", "build/words.o"],
      "src/space.c": ["build/space.o", "build/wordcount"],
      "src/main.c": ["build/main.o", "build/wordcount"],
      Makefile: [],
    },
    removed: {
      "src/version.h": ["build/main.o", "build/wordcount", "src/version.h"],
      "build/words.o": ["build/wordcount", "build/words.o"],
      "build/wordcount": ["build/wordcount"],
      build: ["build", "build/main.o", "build/space.o", "build/wordcount", "build/words.o"],
    },
  },
  pipeline: {
    goal: "publish",
    phony: ["publish"],
    changed: {
      "data/berlin.csv": ["build/clean/berlin.csv", "build/report.md", "build/summary.tsv"],
      "data/oslo.csv": ["build/clean/oslo.csv", "build/report.md", "build/summary.tsv"],
      "templates/report.txt": ["build/report.md"],
    },
    removed: {
      "build/clean/oslo.csv": ["build/clean/oslo.csv", "build/report.md", "build/summary.tsv"],
      "build/summary.tsv": ["build/report.md", "build/summary.tsv"],
      "build/report.md": ["build/report.md"],
    },
  },
  site: {
    goal: "check",
    phony: ["check"],
    changed: {
      "pages/about.txt": ["public/pages.list", "public/pages/about.html", "public/sitemap.txt"],
      "posts/second.txt": ["public/posts.list", "public/posts/second.html", "public/sitemap.txt"],
      "top.inc": [
        "public/pages.list",
        "public/pages/about.html",
        "public/pages/index.html",
        "public/posts.list",
        "public/posts/first.html",
        "public/posts/second.html",
        "public/sitemap.txt",
      ],
      VERSION: [],
      "mk/tools.mk": [],
    },
    removed: {
      "public/posts/first.html": [
        "public/posts.list",
        "public/posts/first.html",
        "public/sitemap.txt",
      ],
      "public/pages.list": ["public/pages.list", "public/sitemap.txt"],
      "public/sitemap.txt": ["public/sitemap.txt"],
    },
  },
};

describe("a site put together from parts", () => decisions("site"));
describe.skipIf(!hasCompiler)("a C project", () => decisions("c-project"));
describe("a data pipeline", () => decisions("pipeline"));

function decisions(name: string): void {
  const { goal, changed, removed, phony } = projects[name] as Project;
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = new Workspace({});
    cpSync(fileURLToPath(new URL(`fixtures/${name}`, import.meta.url)), workspace.folder, {
      recursive: true,
    });
    const execa = fileURLToPath(new URL("../../../node_modules/execa", import.meta.url));
    symlinkSync(execa, workspace.path("node_modules/execa"), "junction");
    const written = await workspace.run("import", "make", "Makefile", "-o", "make.ts");
    expect(written.code, written.stderr).toBe(0);
    const run = await workspace.run("run", `make.ts:${goal}`, "--quiet");
    expect(run.code, run.stderr).toBe(0);
  }, 60_000);
  afterAll(() => workspace[Symbol.dispose]());

  /** What the flow would make again, and, where it is there, what make would. */
  async function again(): Promise<{ flow: string[]; make: string[] | undefined }> {
    const { stdout, stderr } = await workspace.run("run", `make.ts:${goal}`, "--dry-run", "--json");
    expect(stdout, stderr).not.toBe("");
    const { tasks } = JSON.parse(stdout) as DryRun;
    const flow = tasks.filter(({ decision }) => decision === "would-run").map((task) => task.name);
    return { flow: flow.sort(), make: hasMake ? askMake() : undefined };
  }

  function askMake(): string[] {
    const { stdout } = spawnSync("make", ["-n", "--trace", goal], {
      cwd: workspace.folder,
      encoding: "utf8",
    });
    const targets = /^[\w/]*(?:Makefile|\.mk):\d+: (?:update )?target '([^']+)'/gm;
    const made = [...stdout.matchAll(targets)].map(([, target = ""]) => target);
    return made
      .map((target) => relative(workspace.folder, resolve(workspace.folder, target)))
      .sort();
  }

  function expectAgain(told: Awaited<ReturnType<typeof again>>, files: readonly string[]): void {
    const expected = [...files, ...phony].sort();
    expect(told).toEqual({ flow: expected, make: hasMake ? expected : undefined });
  }

  test("nothing, right after all was made", async () => {
    expectAgain(await again(), []);
  });

  test.each(Object.entries(changed))("%s changed", async (file, files) => {
    const path = workspace.path(file);
    const { atime, mtime } = statSync(path);
    const before = readFileSync(path, "utf8");
    workspace.write(file, `${before}\n`);
    expectAgain(await again(), files);
    workspace.write(file, before);
    utimesSync(path, atime, mtime);
  });

  test.each(Object.entries(removed))("%s removed", async (file, files) => {
    renameSync(workspace.path(file), workspace.path("aside"));
    expectAgain(await again(), files);
    renameSync(workspace.path("aside"), workspace.path(file));
  });
}
