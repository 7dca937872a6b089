/**
 * What Makefile does: a task for each of its rules, a flow for each of its goals. As with make, a task
 * runs when what it reads has changed or what it writes is not there.
 *
 * Not translated, or not exactly (lines of Makefile):
 * - 9: `VERSION` is used in no command: what it asks a command for is not asked
 */

import { execa } from "execa";
import { flow, task } from "millrace";

const root = import.meta.dirname;
const cc = process.env.CC ?? "gcc";
const cflags = "-O2 -Wall -Isrc";
const ldflags = process.env.LDFLAGS ?? "";
const build = "build";
const app = `${build}/wordcount`;
const sources = "src/main.c src/space.c src/words.c";

/** Runs a command as make does: by a shell, in the Makefile's folder. */
const sh = execa({ cwd: root, shell: "/bin/sh", stdio: "inherit" });

/** src/version.h: VERSION (Makefile:25) */
const buildVersionH = task(
  { name: "src/version.h", files: { inputs: "VERSION", outputs: "src/version.h" } },
  async () => {
    await sh(`printf '#define VERSION "%s"\\n' "$(cat VERSION)" > src/version.h`);
    return "src/version.h";
  },
);

/** build: (Makefile:28) */
const buildBuild = task({ name: "build", files: { outputs: "build/" } }, async () => {
  await sh("mkdir -p build");
  return "build";
});

/** build/%.o: src/%.c src/words.h (Makefile:16) */
const compile = task(
  {
    runName: "{target}",
    files: (target, prerequisites) => ({ inputs: prerequisites, outputs: target }),
  },
  async (target: string, prerequisites: string[]) => {
    await sh(`${cc} ${cflags} -c ${prerequisites[0]} -o ${target}`);
    return target;
  },
);

/** build/wordcount: build/main.o build/space.o build/words.o (Makefile:21) */
const buildWordcount = task(
  {
    name: "build/wordcount",
    files: (prerequisites) => ({ inputs: prerequisites, outputs: "build/wordcount" }),
  },
  async (prerequisites: string[]) => {
    await sh(`echo "linking build/wordcount"`);
    await sh(`${cc} ${ldflags} ${prerequisites.join(" ")} -o build/wordcount`);
    return "build/wordcount";
  },
);

/** test: all (Makefile:31) */
const runTest = task({ name: "test" }, async () => {
  await sh(`./${app} VERSION | grep -q 1 && echo ok`);
});

/** lint: (Makefile:34) */
const runLint = task({ name: "lint" }, async () => {
  await sh({ reject: false })(`grep -n TODO ${sources}`);
});

/** clean: (Makefile:37) */
const runClean = task({ name: "clean" }, async () => {
  await sh(`rm -rf ${build} src/version.h`);
});

/** `make all` (Makefile:13) */
export const all = flow({ name: "all" }, () => {
  const versionH = buildVersionH();
  const buildFolder = buildBuild();
  const mainO = compile.with({ waitFor: [buildFolder] })("build/main.o", [
    "src/main.c",
    "src/words.h",
    versionH,
  ]);
  const spaceO = compile.with({ waitFor: [buildFolder] })("build/space.o", [
    "src/space.c",
    "src/words.h",
  ]);
  const wordsO = compile.with({ waitFor: [buildFolder] })("build/words.o", [
    "src/words.c",
    "src/words.h",
  ]);
  return buildWordcount([mainO, spaceO, wordsO]);
});

/** `make test` (Makefile:31) */
export const test = flow({ name: "test" }, () => {
  const allDone = all();
  return runTest.with({ waitFor: [allDone] })();
});

/** `make lint` (Makefile:34) */
export const lint = flow({ name: "lint" }, () => runLint());

/** `make clean` (Makefile:37) */
export const clean = flow({ name: "clean" }, () => runClean());
