// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are what is written.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { Folder } from "../files/folder.js";
import { body, imported } from "./imported.js";

const fixture = (name: string) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

/** Of a Makefile, beside which the named files are. */
function makefile(lines: string[], files: string[] = [], env: Record<string, string> = {}) {
  const folder = new Folder(Object.fromEntries(files.map((name) => [name, ""])));
  folder.write("Makefile", `${lines.join("\n")}\n`);
  return imported(folder.path, env);
}

/** The commands in the code that is written. */
function commands(lines: string[], files: string[] = [], env: Record<string, string> = {}) {
  const { code } = makefile(lines, files, env);
  return [...code.matchAll(/^ +await sh.*?\((["`].*["`])\);$/gm)].map(([, text]) => text);
}

describe("whole Makefiles", () => {
  // What is expected is TypeScript of this project: formatted, linted and type-checked with it.
  test.each(["c-project", "pipeline"])("%s", async (name) => {
    const { code } = imported(fixture(name));
    await expect(code).toMatchFileSnapshot(`expected/${name}.ts`);
  });
});

describe("what a reference in a recipe becomes", () => {
  const rule = (recipe: string, ...before: string[]) =>
    commands(
      [...before, "out/a.txt: in/b.txt in/c.txt", `\t${recipe}`],
      ["in/b.txt", "in/c.txt"],
    )[0];

  test.each([
    ["cat $^ > $@", '"cat in/b.txt in/c.txt > out/a.txt"'],
    ["cat $< > $@", '"cat in/b.txt > out/a.txt"'],
    ["mkdir -p $(@D) && touch $(@F)", '"mkdir -p out && touch a.txt"'],
    ["echo $(dir $@) $(notdir $<) $(basename $(notdir $@))", '"echo out/ b.txt a"'],
    ["echo $$HOME $${HOME}", '"echo $HOME ${HOME}"'],
    ["echo \"$${HOME}\" '`'", "`echo \"\\${HOME}\" '\\`'`"],
    ["printf 'a\\n'", "\"printf 'a\\\\n'\""],
    ["echo $(subst b,x,$<) $(words $^) $(word 2,$^)", '"echo in/x.txt 2 in/c.txt"'],
  ])("%s", (recipe, expected) => {
    expect(rule(recipe)).toBe(expected);
  });

  test.each([
    ["a constant", ["FLAGS = -a -b"], "run $(FLAGS)", "`run ${flags}`", 'const flags = "-a -b";'],
    [
      "one that names others",
      ["A = -a", "FLAGS = $(A) -b"],
      "run ${FLAGS}",
      "`run ${flags}`",
      "const flags = `${a} -b`;",
    ],
    [
      "one that is added to",
      ["FLAGS = -a", "FLAGS += -b"],
      "run $(FLAGS)",
      "`run ${flags}`",
      'const flags = "-a -b";',
    ],
    [
      "one that adds to what the environment has",
      ["FLAGS += -b"],
      "run $(FLAGS)",
      "`run ${flags}`",
      'const flags = `${process.env.FLAGS ?? ""} -b`;',
    ],
    [
      "one that the environment may set",
      ["CC ?= gcc"],
      "$(CC) x",
      "`${cc} x`",
      'const cc = process.env.CC ?? "gcc";',
    ],
    [
      "one that only the environment sets",
      [],
      "cp x $(DESTDIR)/",
      "`cp x ${destdir}/`",
      'const destdir = process.env.DESTDIR ?? "";',
    ],
    [
      "one that was expanded before it changed",
      ["A = 1", "B := $(A)", "A = 2"],
      "echo $(B)",
      "`echo ${b}`",
      'const b = "1";',
    ],
    [
      "one that speaks of the rule's files",
      ["COPY = cp $< $@"],
      "$(COPY)",
      '"cp in/b.txt out/a.txt"',
      "const root",
    ],
    [
      "a list with other endings",
      ["SRC = a.c b.c"],
      "echo $(SRC:.c=.o)",
      '"echo a.o b.o"',
      "const root",
    ],
    [
      "names that TypeScript keeps for itself",
      ["NEW = 1"],
      "echo $(NEW)",
      "`echo ${newValue}`",
      'const newValue = "1";',
    ],
  ])("%s", (_, before, recipe, command, constant) => {
    const lines = [...before, "out/a.txt: in/b.txt", `\t${recipe}`];
    expect(commands(lines, ["in/b.txt"])).toEqual([command]);
    expect(makefile(lines, ["in/b.txt"]).code).toContain(constant);
  });
});

describe("prefixes and lines of recipes", () => {
  test("`-` ignores a failure, `@` and `+` say nothing here, comments are left out", () => {
    expect(
      body(makefile(["all:", "\t-rm x", "\t@echo y", "\t+@-true", "\t# nothing", ".PHONY: all"])),
    ).toContain(`async () => {
  await sh({ reject: false })("rm x");
  await sh("echo y");
  await sh({ reject: false })("true");
}`);
  });

  test("a command over several lines stays one command", () => {
    expect(commands([".PHONY: all", "all:", "\techo a && \\", "\t  echo b"])).toEqual([]);
    expect(makefile([".PHONY: all", "all:", "\techo a && \\", "\t  echo b"]).code).toContain(
      "await sh(`echo a && \\\\\n  echo b`);",
    );
  });

  test(".ONESHELL: the recipe is one script", () => {
    expect(makefile([".ONESHELL:", ".PHONY: all", "all:", "\tcd x", "\tpwd"]).code).toContain(
      "await sh(`cd x\npwd`);",
    );
  });

  test("a command after a semicolon, and another shell", () => {
    const { code } = makefile(["SHELL = /bin/bash", ".PHONY: all", "all: ; echo hi"]);
    expect(code).toContain('shell: "/bin/bash"');
    expect(code).toContain('await sh("echo hi");');
  });
});

describe("rules", () => {
  test("targets of one pattern are calls of one task, which is given what each is made of", () => {
    const { code } = makefile(
      ["all: a.html b.html", "%.html: %.md style.css", "\tpandoc $< -o $@", ".PHONY: all"],
      ["a.md", "b.md", "style.css"],
    );
    expect(code).toContain('buildHtml("a.html", ["a.md", "style.css"]);');
    expect(code).toContain('buildHtml("b.html", ["b.md", "style.css"]);');
    expect(code.match(/= task\(/g)).toHaveLength(1);
  });

  test("where commands do more with a name than a task could say, each target has its own", () => {
    const { code } = makefile(
      ["all: a.x b.x", "%.x: %.y", "\techo $(subst a,b,$*) > $@", ".PHONY: all"],
      ["a.y", "b.y"],
    );
    expect(code).toContain('await sh("echo b > a.x");');
    expect(code.match(/= task\(/g)).toHaveLength(2);
  });

  test("chains of patterns, and the stem", () => {
    const { code } = makefile(
      ["out: a.z", "\tcp $< $@", "%.z: %.y", "\tz $* $<", "%.y: %.x", "\ty $< > $@"],
      ["a.x"],
    );
    expect(code).toContain('const aY = buildY("a.y", "a.x");');
    expect(code).toContain('const aZ = buildZ("a.z", aY, "a");');
  });

  test("the rules that make knows by itself", () => {
    const { code } = makefile(["prog: util.o", "util.o: util.h"], ["prog.c", "util.c", "util.h"]);
    expect(code).toContain("await sh(`${cc} -c -o ${target} ${prerequisites[0]}`);");
    expect(code).toContain('compile("util.o", ["util.c", "util.h"])');
    expect(code).toContain('await sh(`${cc} ${prerequisites.join(" ")} -o prog`);');
  });

  test("suffix rules, static patterns, several targets, grouped targets", () => {
    const { code } = makefile(
      [
        "all: a.o b.txt c.txt d.out e.out p.c p.h",
        ".c.o:",
        "\tcc -c $<",
        "b.txt c.txt: in",
        "\tcp $< $@",
        "d.out e.out: %.out: %.in",
        "\tcp $< $@",
        "p.c p.h &: p.y",
        "\tyacc -d $<",
        ".PHONY: all",
      ],
      ["a.c", "in", "d.in", "e.in", "p.y"],
    );
    expect(code).toContain('compile("a.o", "a.c")');
    expect(code).toContain('outputs: ["p.c", "p.h"]');
    expect(code).toContain('buildOut("d.out", "d.in")');
    expect(code).toContain("return [aO, bTxt, cTxt, dOut, eOut, pC.get(0), pC.get(1)]");
  });

  test("order-only prerequisites are waited for, and a folder counts by being there", () => {
    const { code } = makefile(["out/a: in | out", "\tcp $< $@", "out:", "\tmkdir -p $@"], ["in"]);
    expect(code).toContain('outputs: "out/"');
    expect(code).toContain("buildA.with({ waitFor: [out] })()");
    expect(code).toContain('files: { inputs: "in", outputs: "out/a" }');
  });

  test("what needs something phony runs each time, as under make", () => {
    const { code } = makefile(["out: FORCE in", "\tcp in $@", "FORCE:"], ["in"]);
    expect(code).toContain("Runs each time: one of its prerequisites is no file.");
    expect(code).not.toContain("files:");
  });

  test("goals share what they need without running it twice", () => {
    const { code } = makefile([
      ".PHONY: all test lint check",
      "all: app",
      "app: ; touch $@",
      "test: all",
      "\ttest",
      "lint: app",
      "\tlint",
      "check: test lint",
    ]);
    // `test` calls the flow `all`; `check` would build `app` twice that way, so it has it all itself.
    expect(code).toContain("runTest.with({ waitFor: [allDone] })()");
    expect(code).toContain(`export const check = flow({ name: "check" }, () => {
  const app = buildApp();
  const testDone = runTest.with({ waitFor: [app] })();
  const lintDone = runLint.with({ waitFor: [app] })();
  return [testDone, lintDone];
});`);
  });

  test("the first target is the default goal, .DEFAULT_GOAL another", () => {
    expect(makefile(["a: ; touch a", "b: ; touch b"]).code).toContain("export const a = flow(");
    const { code } = makefile(["a: ; touch a", "b: ; touch b", ".DEFAULT_GOAL = b"]);
    expect(code).toContain("export const b = flow(");
    expect(code).not.toContain("export const a");
  });
});

describe("conditions and functions", () => {
  const lines = [
    "ifeq ($(MODE),fast)",
    "FLAGS = -O3",
    "else ifdef DEBUG",
    "FLAGS = -g",
    "else",
    "FLAGS = -O1",
    "endif",
    "out: ; cc $(FLAGS)",
  ];

  test.each([
    [{ MODE: "fast" }, "-O3"],
    [{ DEBUG: "1" }, "-g"],
    [{}, "-O1"],
  ])("are decided while importing: %o", (env, flags) => {
    const { code, problems } = makefile(lines, [], env as Record<string, string>);
    expect(code).toContain(`const flags = "${flags}";`);
    expect(problems[0]).toMatchObject({ line: 1, message: expect.stringContaining("was decided") });
  });

  test.each([
    ["$(wildcard src/*.c)", "src/a.c src/b.c"],
    ["$(patsubst src/%.c,build/%.o,$(wildcard src/*.c))", "build/a.o build/b.o"],
    ["$(addprefix out/,$(notdir $(wildcard src/*.c)))", "out/a.c out/b.c"],
    ["$(filter-out %b.c,$(wildcard src/*.c))", "src/a.c"],
    ["$(foreach name,x y,$(name).txt)", "x.txt y.txt"],
    ["$(if $(UNSET),yes,no)", "no"],
    ["$(sort b a b)", "a b"],
    ["$(join a b,.c .h)", "a.c b.h"],
  ])("%s", (text, expected) => {
    expect(commands([".PHONY: all", `all: ; echo ${text}`], ["src/a.c", "src/b.c"])).toEqual([
      `"echo ${expected}"`,
    ]);
  });
});

describe("what is not translated is listed with its line", () => {
  test.each([
    ["VERSION := $(shell git describe)", "`$(shell git describe)` is left out"],
    ["VERSION != git describe", "no command is run while importing"],
    ["-include build/a.d", "what compilers write of dependencies is not read"],
    ["include common.mk", "import that file too"],
    ["define recipe", "holds several lines"],
    ["debug: CFLAGS += -g", "a variable of one target"],
    ["vpath %.c src", "give prerequisites with their folders"],
    [".EXPORT_ALL_VARIABLES:", "has no counterpart"],
    ["sub: ; $(MAKE) -C sub", "`$(MAKE)` still runs make"],
    ["a.txt: missing.csv ; true", "nothing makes `missing.csv`"],
    ["a:: b", "of rules with two colons"],
  ])("%s", (line, message) => {
    const more = line.startsWith("define") ? ["a", "endef"] : [];
    const { problems, code } = makefile(["# first", line, ...more, "all: ; true", "out: ; true"]);
    expect(problems).toContainEqual({ line: 2, message: expect.stringContaining(message) });
    expect(code).toContain("- 2: ");
  });

  test("what needs itself by way of others, which make drops too", () => {
    const { problems, code } = makefile(["all: b ; true", "b: c ; true", "c: all | c ; true"]);
    expect(problems).toEqual([
      {
        line: 3,
        message: "`c` needs `all`, which needs `c`: it does not wait for it, as with make",
      },
    ]);
    expect(code).toContain("runB");
    expect(code).toContain("runC");
  });

  test("a rule that no goal comes to", () => {
    const { problems } = makefile(["all: ; true", "out/a.b out/c: ; touch $@"]);
    expect(problems).toEqual([
      { line: 2, message: expect.stringContaining("no goal needs `out/a.b`, `out/c`") },
    ]);
  });

  test("a Makefile of this kind is translated as a whole", () => {
    expect(imported(fixture("pipeline")).problems).toEqual([]);
  });
});

test.each(["c-project", "pipeline"])("no end of %s is a reason to fail", (name) => {
  const text = readFileSync(`${fixture(name)}/Makefile`, "utf8");
  const folder = new Folder();
  for (let length = 0; length < text.length; length += 7) {
    folder.write("Makefile", text.slice(0, length));
    expect(() => imported(folder.path)).not.toThrow();
    folder.write("Makefile", text.slice(length));
    expect(() => imported(folder.path)).not.toThrow();
  }
});
