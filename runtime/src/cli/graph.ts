import { type Command, Option } from "commander";
import { parseTarget } from "../run/request.js";

/** What `@millrace/language-server` offers on the command line. Both give the exit status. */
interface Analysis {
  printGraph(options: { file: string; flow?: string; format: string }): Promise<number>;
  check(options: { paths: string[]; format: string }): Promise<number>;
}

/** The verbs that read source and run nothing; the language server's package does the work. */
export function registerGraph(program: Command): void {
  program
    .command("graph")
    .description("print the task graph of a file, without running it")
    .argument("<FILE[:FLOW]>", "the file, and one flow of it where only that is wanted")
    .addOption(formats("json", ["json", "mermaid", "svg", "dot"]))
    .action(async (target: string, { format }: { format: string }) => {
      const analysis = await loadAnalysis("graph");
      process.exitCode = (await analysis?.printGraph({ ...parseTarget(target), format })) ?? 2;
    });
  program
    .command("check")
    .description("look for mistakes in flows, without running them")
    .argument("[PATH...]", "files and folders", ["."])
    .addOption(formats("pretty", ["pretty", "json", "sarif", "github"]))
    .action(async (paths: string[], { format }: { format: string }) => {
      const analysis = await loadAnalysis("check");
      process.exitCode = (await analysis?.check({ paths, format })) ?? 2;
    });
}

function formats(standard: string, choices: string[]): Option {
  return new Option("--format <FORMAT>", "how to write it").choices(choices).default(standard);
}

async function loadAnalysis(verb: string): Promise<Analysis | undefined> {
  // A name the compiler and the bundler cannot follow: the package is not always there.
  const name = "@millrace/language-server/cli";
  try {
    return (await import(name)) as Analysis;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw error;
    process.stderr.write(
      `millrace: \`millrace ${verb}\` needs the package @millrace/language-server\nInstall it: npm install --save-dev @millrace/language-server\n`,
    );
    return undefined;
  }
}
