import { existsSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { Command } from "commander";
import { workspaceRoot } from "../engine/workspace.js";
import { type Imported, NotImported, type Problem } from "../import/problem.js";
import { colorsFor, wantsColor } from "./terminal/theme.js";

interface ImportOptions {
  out?: string;
  force?: boolean;
  system?: boolean;
  shell?: boolean;
}

const exitStatus = { done: 0, failed: 1, usage: 2 } as const;

const noRule =
  "holds no rule that can be translated, and nothing was written. Give a Makefile with a rule, such as `all: in.txt` with a command below it.";
const noEntry =
  "holds no entry that can be translated, and nothing was written. Give a crontab with an entry, such as `0 6 * * * command`; `crontab -l` prints yours.";

/** The verbs that turn other tools' files into flows. */
export function registerImport(program: Command): void {
  const group = program.command("import").description("turn a Makefile or a crontab into flows");
  const verb = (name: string, what: string) =>
    group
      .command(name)
      .description(what)
      .argument("<FILE>")
      .option("-o, --out <FILE.ts>", "where to write; standard output without it")
      .option("--force", "replace the file that is there");
  verb("make", "write a task for each rule and a flow for each goal")
    .option("--shell", "run what $(shell ...) asks where rules and conditions hang on it")
    .action(async (file: string, options: ImportOptions) => {
      process.exitCode = await importFile(file, options, makeImporter, noRule);
    });
  verb("crontab", "write a flow with a schedule for each entry")
    .option("--system", "each entry names its user, as in /etc/crontab and /etc/cron.d")
    .action(async (file: string, options: ImportOptions) => {
      process.exitCode = await importFile(file, options, crontabImporter, noEntry);
    });
}

/** Of the text of `file`; `out` is the folder that the code is written for. */
type Importer = (
  text: string,
  file: string,
  out: string,
  options: ImportOptions,
) => Promise<Imported>;

async function importFile(
  file: string,
  options: ImportOptions,
  importer: Importer,
  nothing: string,
): Promise<number> {
  const { out, force = false } = options;
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    return say(`cannot read ${file} (${(error as Error).message})`, exitStatus.usage);
  }
  if (out !== undefined && existsSync(out) && !force) {
    return say(
      `${out} is there already, and what you wrote in it would be lost. Give another name, or --force to replace it.`,
      exitStatus.usage,
    );
  }
  if (text.includes("\0")) return say(`${file} is no text: it ${nothing}`, exitStatus.usage);
  const folder = out === undefined ? dirname(resolve(file)) : dirname(resolve(out));
  let imported: Imported;
  try {
    imported = await importer(text, file, folder, options);
  } catch (error) {
    if (!(error instanceof NotImported)) throw error;
    const { problem } = error;
    return say(
      `${placeOf(problem, file)}: ${problem.message}. Nothing was written.`,
      exitStatus.usage,
    );
  }
  const { code, flows, problems } = imported;
  if (flows === 0) {
    const lines = problems.map((problem) => `\n  ${placeOf(problem, file)}  ${problem.message}`);
    return say(`${file} ${nothing}${lines.join("")}`, exitStatus.usage);
  }
  if (out === undefined) process.stdout.write(code);
  else {
    mkdirSync(folder, { recursive: true });
    writeFileSync(out, code);
  }
  report(file, out, problems);
  return exitStatus.done;
}

/** What was not translated is also in the file; here it is seen at once. */
function report(file: string, out: string | undefined, problems: Imported["problems"]): void {
  const { bold, dim, yellow } = colorsFor(wantsColor(process.stderr, process.env));
  const lines = problems.map((problem) => `  ${dim(placeOf(problem, file))}  ${problem.message}`);
  const head =
    problems.length === 0
      ? `${file} is translated as a whole`
      : yellow(`not translated, or not exactly, in ${file}:`);
  const next =
    out === undefined
      ? []
      : [
          `${bold(out)} is written; \`millrace graph ${out} --format mermaid\` draws it`,
          ...preparations(out),
        ];
  process.stderr.write(`${[head, ...lines, ...next].join("\n")}\n`);
}

function placeOf({ file: included, line }: Problem, file: string): string {
  const path = included === undefined ? file : relative("", resolve(dirname(file), included));
  return `${path}:${line}`;
}

/** What the workspace lacks to run what was written. */
function preparations(out: string): string[] {
  const from = createRequire(resolve(out));
  const lacking = ["millrace", "execa"].filter((name) => !isInstalled(name, from));
  const manifest = join(workspaceRoot(dirname(resolve(out))), "package.json");
  const isModule = /"type"\s*:\s*"module"/.test(textOf(manifest)) || out.endsWith(".mts");
  return [
    ...(lacking.length === 0 ? [] : [`before you run it: npm install ${lacking.join(" ")}`]),
    ...(isModule
      ? []
      : [
          `before you run it: put "type": "module" into ${relative(process.cwd(), manifest)}, or name the file .mts`,
        ]),
  ];
}

function isInstalled(name: string, from: NodeJS.Require): boolean {
  return (from.resolve.paths(name) ?? []).some((folder) => existsSync(join(folder, name)));
}

function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

const makeImporter: Importer = async (text, file, out, { shell = false }) => {
  const { importMakefile } = await import("../import/make/import.js");
  const { surroundingsOf } = await import("../import/make/surroundings.js");
  const folder = realpathSync(dirname(resolve(file)));
  const writtenTo = existsSync(out) ? realpathSync(out) : out;
  return importMakefile({
    ...surroundingsOf({ name: basename(file), folder }, process.env, shell),
    text,
    root: rootCode(writtenTo, folder),
    saysFolder: workspaceRoot(writtenTo) !== folder,
  });
};

const crontabImporter: Importer = async (text, file, _out, { system = false }) => {
  const { importCrontab } = await import("../import/crontab/import.js");
  return importCrontab({ text, name: basename(file), system });
};

/** The code that gives the Makefile's folder in a module of another one. */
function rootCode(from: string, folder: string): string {
  const path = relative(from, folder).split(sep).join("/");
  return path === "" ? "import.meta.dirname" : `join(import.meta.dirname, ${JSON.stringify(path)})`;
}

function say(text: string, status: number): number {
  process.stderr.write(`millrace: ${text}\n`);
  return status;
}
