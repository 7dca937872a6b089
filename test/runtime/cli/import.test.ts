import { existsSync, readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { Workspace } from "./workspace.js";

// Each command is a process of its own: on a busy machine several of them take their time.
vi.setConfig({ testTimeout: 60_000 });

const makefile = "all: out.txt\nout.txt: in.txt\n\tcp $< $@\n.PHONY: all\n";

test("writes a file, never over another one unless it is told to", async () => {
  using workspace = new Workspace({ Makefile: makefile, "in.txt": "" });
  const first = await workspace.run("import", "make", "Makefile", "-o", "flows/make.ts");
  expect(first).toMatchObject({ code: 0, stdout: "" });
  expect(first.stderr).toContain("Makefile is translated as a whole");
  expect(first.stderr).toContain(
    "flows/make.ts is written; `millrace graph flows/make.ts --format mermaid` draws it",
  );
  expect(first.stderr).toContain("before you run it: npm install execa");
  const code = readFileSync(workspace.path("flows/make.ts"), "utf8");
  expect(code).toContain('const root = join(import.meta.dirname, "..");');
  // The Makefile's folder is the workspace root: patterns start there anyway.
  expect(code).not.toContain("cwd: root }");

  workspace.write("flows/make.ts", "mine");
  const again = await workspace.run("import", "make", "Makefile", "-o", "flows/make.ts");
  expect(again.code).toBe(2);
  expect(again.stderr).toContain("flows/make.ts is there already");
  expect(readFileSync(workspace.path("flows/make.ts"), "utf8")).toBe("mine");
  const forced = await workspace.run(
    "import",
    "make",
    "Makefile",
    "-o",
    "flows/make.ts",
    "--force",
  );
  expect(forced.code).toBe(0);
  expect(readFileSync(workspace.path("flows/make.ts"), "utf8")).toBe(code);
});

test("prints the code without -o, and what is lacking beside it", async () => {
  using workspace = new Workspace({
    "sub/Makefile": `vpath %.c src\n${makefile}include mk/more.mk\n`,
    "sub/mk/more.mk": "ifeq ($(shell echo yes),yes)\nmore: ; true\nendif\n",
    endless: "f = $(call f,$(1))\nall: $(call f,a)\n",
    crontab: "@daily root x",
  });
  const printed = await workspace.run("import", "make", "sub/Makefile");
  expect(printed.stdout).toContain("export const all = flow(");
  // Its folder is not the workspace root: patterns say where they start.
  expect(printed.stdout).toContain("cwd: root }");
  expect(printed.stderr).toContain("sub/Makefile:1  `vpath %.c src`: give prerequisites");
  expect(printed.stderr).toContain("sub/Makefile:3  nothing makes `in.txt`");

  expect(printed.stderr).toContain("sub/mk/more.mk:1  `$(shell echo yes)` decides here");
  expect(printed.stdout).not.toContain("export const more");
  const asked = await workspace.run("import", "make", "sub/Makefile", "--shell");
  expect(asked.stdout).toContain("export const more");

  const endless = await workspace.run("import", "make", "endless");
  expect(endless).toMatchObject({ code: 2, stdout: "" });
  expect(endless.stderr).toMatch(/^millrace: endless:2: .* Nothing was written\.\n$/m);

  const system = await workspace.run("import", "crontab", "crontab", "--system");
  expect(system.stdout).toContain('schedule: { cron: "@daily" }');
  expect(system.stderr).toContain("crontab:1  cron ran this line as root");

  const missing = await workspace.run("import", "make", "nowhere");
  expect(missing).toMatchObject({ code: 2, stdout: "" });
  expect(missing.stderr).toContain("cannot read nowhere");
});

test("a file without a rule or an entry is refused, and nothing is written", async () => {
  using workspace = new Workspace({
    empty: "",
    binary: "all: x\0\x01\n\t\x02\n",
    variables: "A = 1\n",
    crontab: "MAILTO=me\n61 * * * * x\n",
  });
  const refused = async (kind: string, file: string) => {
    const { code, stdout, stderr } = await workspace.run("import", kind, file, "-o", "out.ts");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(existsSync(workspace.path("out.ts"))).toBe(false);
    return stderr;
  };
  expect(await refused("make", "empty")).toContain("empty holds no rule that can be translated");
  expect(await refused("make", "variables")).toContain("variables holds no rule");
  expect(await refused("make", "binary")).toContain("binary is no text: it holds no rule");
  expect(await refused("crontab", "empty")).toContain("empty holds no entry");
  const wrong = await refused("crontab", "crontab");
  expect(wrong).toContain("crontab holds no entry that can be translated");
  expect(wrong).toContain(
    "crontab:2  `61 * * * *` is left out: field 1 (minute) is 61: it goes from 0 to 59\n",
  );
});
