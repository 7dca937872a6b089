// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are what is written.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { NotImported } from "../../../runtime/src/import/problem.js";
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
  test.each(["c-project", "pipeline", "site"])("%s", async (name) => {
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

describe("`$(call)`, `define` and `include`", () => {
  test("a function's text stands where it is called", () => {
    const lines = [
      "copy = cp $(1) $(2) # $(0)",
      "both = $(call copy,$(1),$(2)) && $(call copy,$(2),$(1))",
      "out/a.txt: in/b.txt",
      "\t$(call both,$<,$@)",
    ];
    expect(commands(lines, ["in/b.txt"])).toEqual([
      '"cp in/b.txt out/a.txt && cp out/a.txt in/b.txt"',
    ]);
  });

  test("functions that call themselves, where they come to an end", () => {
    const reverse =
      "reverse = $(if $(wordlist 2,2,$(1)),$(call reverse,$(wordlist 2,9,$(1))) $(firstword $(1)),$(1))";
    expect(commands([reverse, ".PHONY: all", "all: ; echo $(call reverse,a b c)"])).toEqual([
      '"echo c b a"',
    ]);
  });

  test("a canned recipe is its commands, each with what stands before it and before the name", () => {
    const lines = [
      "Q := @",
      "define render",
      "@mkdir -p $(dir $@)",
      "# nothing",
      "$(Q)tidy $(1) \\",
      "\t> $@",
      "-$(Q)wc $@",
      "endef",
      "out/a.txt: in/b.txt",
      "\t$(Q)$(call render,$<)",
    ];
    expect(body(makefile(lines, ["in/b.txt"]))).toContain(`async () => {
    await sh("mkdir -p out/");
    await sh(\`tidy in/b.txt \\\\
\t> out/a.txt\`);
    await sh({ reject: false })("wc out/a.txt");
    return "out/a.txt";
  }`);
  });

  test("rules that `$(eval)` makes while the Makefile is read", () => {
    const lines = [
      ".PHONY: all",
      "all: a.out b.out",
      "define program",
      "$(1).out: $(1).in $$(COMMON)",
      "\tbuild $$< -o $$@",
      "endef",
      "COMMON := common.h",
      "$(foreach name,a b,$(eval $(call program,$(name))))",
    ];
    const { code, problems } = makefile(lines, ["a.in", "b.in", "common.h"]);
    expect(problems).toEqual([]);
    expect(code).toContain('await sh("build a.in -o a.out");');
    expect(code).toContain('files: { inputs: ["b.in", "common.h"], outputs: "b.out" }');
  });

  test("included files count as lines of the Makefile, and are named where they matter", () => {
    const folder = new Folder({
      Makefile:
        "include mk/*.mk\n-include nowhere.mk\nall: ; $(TOOL) $(lastword $(MAKEFILE_LIST))\n",
      "mk/a.mk": "TOOL = tool\nfirst: ; true\nvpath %.c src\n",
      "mk/b.mk": "include mk/a.mk\n",
    });
    const { code, problems } = imported(folder.path);
    expect(problems.map(({ file, line }) => ({ file, line }))).toEqual([
      { file: "mk/a.mk", line: 3 },
    ]);
    expect(code).toContain("- mk/a.mk:3: ");
    expect(code).toContain("/** first: (mk/a.mk:2) */");
    expect(code).toContain("await sh(`${tool} mk/a.mk`);");
  });

  test("what a compiler wrote of dependencies is taken as it is", () => {
    const folder = new Folder({
      Makefile: "prog: a.o ; cc $^ -o $@\n-include a.d\n",
      "a.d": "a.o: a.c a.h\na.h:\n",
      "a.c": "",
      "a.h": "",
    });
    const { code, problems } = imported(folder.path);
    expect(code).toContain('compile("a.o", ["a.c", "a.h"])');
    expect(problems).toEqual([{ line: 2, message: expect.stringContaining("as they are now") }]);
  });
});

describe("found in Makefiles of others", () => {
  test("a variable that only says how a command is treated is no part of it", () => {
    const lines = ["Q ?= @", "V := -$(Q)", ".PHONY: all", "all:", "\t$(Q)echo a", "\t$(V)echo b"];
    expect(body(makefile(lines))).toContain(`async () => {
  await sh("echo a");
  await sh({ reject: false })("echo b");
}`);
  });

  test("a name of capitals is a target, and a word within another no mention of it", () => {
    const { code, problems } = makefile([
      ".FORCE:",
      "lint: .FORCE",
      "\teslint x",
      "app: .FORCE",
      "\tcc -o app",
      "install: app",
      "\t$(INSTALL) app",
      "INSTALL = install",
    ]);
    expect(code).toContain('export const install = flow({ name: "install" }');
    expect(problems).toEqual([]);
    expect(code).toContain('export const lint = flow({ name: "lint" }');
  });

  test("a file that is made each time hands its name on", () => {
    const { code } = makefile(
      ["all: out.txt", "out.txt: gen.txt", "\tcp $< $@", "gen.txt: FORCE", "\tgen > $@", "FORCE:"],
      [],
    );
    expect(code).toContain('return "gen.txt";');
    expect(code).toContain("buildOutTxt(genTxt)");
  });

  test("a comment behind a tab, where no rule came before", () => {
    const { code, problems } = makefile([
      "A = 1",
      "\t# not said",
      "\tB = 2",
      "out: ; echo $(B) > $@",
    ]);
    expect(problems).toEqual([]);
    expect(code).toContain('const b = "2";');
  });

  test("what the environment has is handed on as the Makefile changes it", () => {
    const { code } = makefile(["PATH := bin:$(PATH)", "out: ; tool > $@"], [], { PATH: "/bin" });
    expect(code).toContain('const path = `bin:${process.env.PATH ?? ""}`;');
    expect(code).toContain("env: { PATH: path }");
    expect(code).not.toContain("/bin:");
  });

  test("folders are matched by wildcards, and no pattern goes through several of them", () => {
    const lines = [
      "A := $(wildcard src/*) $(wildcard src) $(wildcard ./src/**/*.c)",
      "out: ; x $(A)",
    ];
    expect(makefile(lines, ["src/a.c", "src/sub/b.c", "src/sub/deep/c.c"]).code).toContain(
      'const a = "src/a.c src/sub src ./src/sub/b.c";',
    );
  });

  test("names within the Makefile's folder, however it is called", () => {
    const folder = new Folder({ Makefile: "", "in.txt": "" });
    folder.write(
      "Makefile",
      "TOP := $(dir $(abspath $(lastword $(MAKEFILE_LIST))))\n$(CURDIR)/out.txt: $(TOP)in.txt\n\tcp $< $@\n",
    );
    const { code } = imported(folder.path);
    expect(code).not.toContain(folder.path);
    expect(code).toContain('name: "out.txt"');
    expect(code).toContain("await sh(`cp ${root}/in.txt ${root}/out.txt`);");
  });
});

describe("`$(shell)`", () => {
  const rule = ["out: ; tag $(VERSION) > $@"];

  test.each([
    ["VERSION := $(shell git describe)", 'const version = await printed("git describe");'],
    ["VERSION != git describe", 'const version = await printed("git describe");'],
    ["D = doc\nVERSION = $(shell ls $(D))", "const version = await printed(`ls ${d}`);"],
    [
      "VERSION = $(subst v,,$(shell git tag))",
      'const version = (await printed("git tag")).replaceAll("v", "");',
    ],
    [
      "VERSION = $(if $(shell which git),git,none)",
      'const version = (await printed("which git")) ? "git" : "none";',
    ],
    [
      "VERSION ?= $(or $(shell git tag),none)",
      'const version = process.env.VERSION ?? ((await printed("git tag")) || "none");',
    ],
    [
      "GIT ?= $(shell which git)\nVERSION = $(if $(GIT),$(GIT),none)",
      'const version = git ? git : "none";',
    ],
    ["A := 1\nVERSION := $(shell x $(A))\nA := 2", 'const version = await printed("x 1");'],
  ])("%s: asked when the flow file is loaded", (line, constant) => {
    const { code, problems } = makefile([line, ...rule]);
    expect(problems).toEqual([]);
    expect(code).toContain(constant);
    expect(code).toContain("await sh(`tag ${version} > out`);");
  });

  test("of a recipe's own files, and for what a command does", () => {
    const { code } = makefile(["$(shell mkdir -p out)", "out/a: ; echo $(shell basename $@) > $@"]);
    expect(code).toContain('\nawait printed("mkdir -p out");\n');
    expect(code).toContain('await sh(`echo ${await printed("basename out/a")} > out/a`);');
  });

  test("what rules and conditions hang on is run where that is allowed, and listed where not", () => {
    const folder = new Folder({
      Makefile:
        "A := $(shell echo b; echo c)\nifeq ($(words $(A)),2)\nall: $(A) ; true\nendif\nlast: ; true\n",
      b: "",
      c: "",
    });
    const asked = imported(folder.path, {}, true);
    expect(asked.code).toContain("/** all: b c (Makefile:3) */");
    expect(asked.problems).toEqual([
      { line: 2, message: "`ifeq ($(words $(A)),2)` was decided while importing: it holds here" },
    ]);
    const { code, problems } = imported(folder.path);
    expect(code).not.toContain("/** all");
    expect(problems[0]?.message).toContain("import again with --shell");
  });
});

test.each([
  [["f = $(call f,$(1)x)", "X := $(call f,b)"], 2, "does not come to an end"],
  [["f = $(call f,x)$(call f,y)", "out: ; echo $(call f,b)"], 2, "calls itself without end"],
  [["A := x", ...doubled(":="), "out: ; true"], undefined, "into memory"],
  [["A =", ...doubled("="), "B := $(A40)", "out: ; true"], 42, "does not come to an end"],
  [["all: a0", ...links(2_000)], undefined, "by way of more than 1000 targets"],
])("%o would not come to an end, and is refused with its line", (lines, line, message) => {
  expect(() => makefile(lines)).toThrow(NotImported);
  try {
    makefile(lines);
  } catch (error) {
    expect((error as NotImported).problem).toEqual({
      line: line ?? expect.any(Number),
      message: expect.stringContaining(message),
    });
  }
});

function doubled(operator: string): string[] {
  const name = (index: number) => (index === 0 ? "A" : `A${index}`);
  return Array.from({ length: 40 }, (_, at) => {
    return `${name(at + 1)} ${operator} $(${name(at)})$(${name(at)})`;
  });
}

function links(length: number): string[] {
  return Array.from({ length }, (_, at) => `a${at}: a${at + 1} ; touch $@`);
}

test("files that include themselves are read once", () => {
  const folder = new Folder({ Makefile: "include a.mk\nall: ; true\n", "a.mk": "include a.mk\n" });
  expect(imported(folder.path).problems).toEqual([
    { file: "a.mk", line: 1, message: expect.stringContaining("`a.mk` includes itself") },
  ]);
});

describe("what is not translated is listed with its line", () => {
  test.each([
    ["VERSION := $(shell git describe)", "`VERSION` is used in no command"],
    ["ifeq ($(shell uname),Linux)\nendif", "`$(shell uname)` decides here, and no command is run"],
    ["x: $(shell ls)", "import again with --shell"],
    ["-include build/a.d", "`build/a.d` is not there yet: build once with make"],
    ["include common.mk", "there is no file `common.mk` to include"],
    ["define recipe", "`define recipe` has no endef"],
    ["ifdef A", "this condition has no endif"],
    ["endif", "`endif` without a condition"],
    ["A = $(A)\nx: ; echo $(A)", "`A` refers to itself"],
    ["A := $(B\nx: ; true", "`$(B` is not closed"],
    ["x: ; echo $(eval A = 1)", "`$(eval …)` in a recipe is left out"],
    ["$(info hello)", "it only prints"],
    ["$(error no)", "make stops where it comes to it"],
    [".SECONDEXPANSION:", "write out the prerequisites that have `$$` before them"],
    ["debug: CFLAGS += -g", "a variable of one target"],
    ["vpath %.c src", "give prerequisites with their folders"],
    [".EXPORT_ALL_VARIABLES:", "has no counterpart"],
    ["sub: ; $(MAKE) -C sub", "`$(MAKE)` still runs make"],
    ["a.txt: missing.csv ; true", "nothing makes `missing.csv`"],
    ["a:: b", "of rules with two colons"],
  ])("%s", (line, message) => {
    const { problems, code } = makefile(["# first", line, "all: ; true", "out: ; true"]);
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
      { line: 2, message: expect.stringContaining("no goal needs `out/a.b out/c`") },
    ]);
  });

  test.each(["pipeline", "site"])("a Makefile as that of %s is translated as a whole", (name) => {
    expect(imported(fixture(name)).problems).toEqual([]);
  });
});

test.each(["c-project", "pipeline", "site"])("no end of %s is a reason to fail", (name) => {
  const text = readFileSync(`${fixture(name)}/Makefile`, "utf8");
  const folder = new Folder();
  for (let length = 0; length < text.length; length += 7) {
    folder.write("Makefile", text.slice(0, length));
    expect(() => imported(folder.path)).not.toThrow();
    folder.write("Makefile", text.slice(length));
    expect(() => imported(folder.path)).not.toThrow();
  }
});
