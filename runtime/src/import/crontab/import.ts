/** A crontab as a file of flows with schedules. */
import {
  arrow,
  block,
  type Code,
  call,
  declaration,
  docComment,
  list,
  object,
  prefixed,
  quoted,
} from "../layout.js";
import { camelCase, Names, pascalCase } from "../names.js";
import type { Imported, Problem } from "../problem.js";
import { commandName } from "./command-name.js";
import { type Entry, parseCrontab } from "./parse.js";

export interface CrontabSource {
  text: string;
  /** How the file is called in comments. */
  name: string;
  /** Each entry names the user it runs as. */
  system: boolean;
}

/** Entries that run the same command in the same way: one flow with several schedules. */
interface Job {
  entries: [Entry, ...Entry[]];
  shell: string;
}

export function importCrontab({ text, name, system }: CrontabSource): Imported {
  const { entries, problems } = parseCrontab(text, system);
  const names = new Names(["execa", "flow", "task", "homedir", "process"]);
  const shells = new Shells(names);
  const jobs = jobsOf(entries, shells);
  const flows = jobs.map((job) => jobCode(job, name, names));
  const all = [
    ...problems,
    ...entries.flatMap(rebootProblem),
    ...userProblems(entries),
    ...mailProblems(entries),
  ].sort((a, b) => a.line - b.line);
  const code = [heading(name, all), imports(shells), ...shells.declarations(), ...flows];
  return { code: `${code.join("\n\n")}\n`, flows: flows.length, problems: all };
}

function jobsOf(entries: readonly Entry[], shells: Shells): Job[] {
  const jobs = new Map<string, Job>();
  for (const entry of entries) {
    const shell = shells.for(entry);
    const key = JSON.stringify([entry.command, entry.input, entry.user, shell]);
    const job = jobs.get(key);
    if (job === undefined) jobs.set(key, { entries: [entry], shell });
    else job.entries.push(entry);
  }
  return [...jobs.values()];
}

function jobCode({ entries, shell }: Job, source: string, names: Names): string {
  const [first] = entries;
  const word = commandName(first.command);
  const identifier = names.take(camelCase(word), `${camelCase(word)}Job`);
  const taskName = names.take(`run${pascalCase(identifier)}`);
  const schedules = entries.flatMap((entry) => (entry.cron === undefined ? [] : [schedule(entry)]));
  const options = object([
    `name: ${quoted(kebab(identifier))}`,
    ...(schedules.length === 1 ? [prefixed("schedule: ", schedules[0] as Code)] : []),
    ...(schedules.length > 1 ? [list(schedules, "schedules: ")] : []),
  ]);
  const run =
    first.input === undefined
      ? shell
      : `${shell}({ stdin: "pipe", input: ${quoted(first.input)} })`;
  const body = block("async () => ", [
    call(`await ${run}`, [literal(withoutGuard(first.command))]),
  ]);
  const name = object([`name: ${quoted(kebab(identifier))}`]);
  return [
    declaration(`const ${taskName} = `, call("task", [name, body])),
    "",
    docComment([...remarks(entries), ...entries.map((entry) => whenAndWhere(entry, source))]),
    declaration(
      `export const ${identifier} = `,
      call("flow", [options, arrow("() =>", `${taskName}()`)]),
    ),
  ].join("\n");
}

function remarks(entries: readonly Entry[]): string[] {
  return [...new Set(entries.flatMap(({ comment }) => comment ?? []))];
}

function whenAndWhere({ cron, line, user }: Entry, source: string): string {
  const who = user === undefined ? "" : ` as ${user}`;
  return `${cron ?? "@reboot"}${who} (${source}:${line})`;
}

function schedule({ cron = "", environment }: Entry): Code {
  const zone = environment.get("CRON_TZ");
  return object([
    `cron: ${quoted(cron)}`,
    ...(zone === undefined || zone === "" ? [] : [`timezone: ${quoted(zone)}`]),
  ]);
}

function literal(command: string): string {
  if (!command.includes('"') && !command.includes("\\")) return quoted(command);
  const inside = command.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${");
  return `\`${inside}\``;
}

/**
 * `[ -x backup ] && backup` ends with 1 where there is no backup. To cron that says nothing; here the
 * run would have failed.
 */
function withoutGuard(command: string): string {
  const [, guard, rest] =
    /^((?:\[\[? |test |command -v )(?:[^&|;"']|"[^"]*"|'[^']*'|(?<=[>&\d])&)*?)&&\s*(.+)$/s.exec(
      command,
    ) ?? [];
  if (guard === undefined || rest === undefined || rest.includes("||")) return command;
  return `${guard.trimEnd()} || exit 0; ${rest}`;
}

function kebab(identifier: string): string {
  return identifier.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** cron's own variables; what else is set, commands are given. */
const own = new Set(["SHELL", "HOME", "MAILTO", "MAILFROM", "CRON_TZ", "LOGNAME", "USER"]);

/** How commands are run, for each environment that entries have. */
class Shells {
  readonly #names: Names;
  readonly #known = new Map<string, { identifier: string; options: Code }>();

  constructor(names: Names) {
    this.#names = names;
  }

  /** The identifier of what runs the entry's command. */
  for({ environment }: Entry): string {
    const home = environment.get("HOME");
    const env = [...environment].filter(([name]) => !own.has(name));
    const members = env.map(
      ([name, value]) => `${/^\w+$/.test(name) ? name : quoted(name)}: ${quoted(value)}`,
    );
    const options = object([
      `cwd: ${home === undefined ? "homedir()" : quoted(home)}`,
      `shell: ${quoted(environment.get("SHELL") ?? "/bin/sh")}`,
      'stdin: "ignore"',
      'stdout: "inherit"',
      'stderr: "inherit"',
      ...(members.length === 0 ? [] : [object(members, "env: ")]),
    ]);
    const key = JSON.stringify(options);
    const known = this.#known.get(key);
    if (known !== undefined) return known.identifier;
    const identifier = this.#names.take("sh", "shell");
    this.#known.set(key, { identifier, options });
    return identifier;
  }

  get usesHome(): boolean {
    return [...this.#known.keys()].some((key) => key.includes("homedir()"));
  }

  declarations(): string[] {
    const comment = docComment(["Runs a command as cron does: by a shell, in the home folder."]);
    return [...this.#known.values()].map(
      ({ identifier, options }) =>
        `${comment}\n${declaration(`const ${identifier} = `, call("execa", [options]))}`,
    );
  }
}

function heading(name: string, problems: readonly Problem[]): string {
  return docComment([
    `What ${name} does, as flows with schedules. \`millrace schedules\` lists their next dates,`,
    "`millrace serve` runs them.",
    ...(problems.length === 0 ? [] : ["", `Not translated, or not exactly (lines of ${name}):`]),
    ...problems.map(({ line, message }) => `- ${line}: ${message}`),
  ]);
}

function imports(shells: Shells): string {
  return [
    ...(shells.usesHome ? ['import { homedir } from "node:os";'] : []),
    'import { execa } from "execa";',
    'import { flow, task } from "millrace";',
  ].join("\n");
}

function rebootProblem({ line, cron }: Entry): Problem[] {
  if (cron !== undefined) return [];
  const message =
    "`@reboot` has no counterpart: the flow has no schedule. Start it from the unit that starts `millrace serve`: ExecStartPre=npx millrace run FILE:FLOW";
  return [{ line, message }];
}

/** Users that system crontabs name, and no program is called after. */
const systemUser = /^(root|www-data|nobody|daemon)\s+\S/;

function userProblems(entries: readonly Entry[]): Problem[] {
  const named = byUser(
    entries,
    ({ user }) => user,
    (these, user) => {
      return `cron ran ${these} as ${user}: run a \`millrace serve\` as that user, or write sudo -u ${user} before the command`;
    },
  );
  const inCommand = ({ user, command }: Entry) =>
    user === undefined ? systemUser.exec(command)?.[1] : undefined;
  const taken = byUser(entries, inCommand, (these, user) => {
    return `what is run begins with ${user} in ${these}: if that is a user, as in /etc/crontab, import with --system`;
  });
  return [...named, ...taken];
}

/** One message a user, at the first of the lines. */
function byUser(
  entries: readonly Entry[],
  userOf: (entry: Entry) => string | undefined,
  message: (lines: string, user: string) => string,
): Problem[] {
  const lines = new Map<string, number[]>();
  for (const entry of entries) {
    const user = userOf(entry);
    if (user !== undefined) lines.set(user, [...(lines.get(user) ?? []), entry.line]);
  }
  return [...lines].map(([user, [line = 0, ...others]]) => {
    const these = others.length === 0 ? "this line" : `this line and ${others.join(", ")}`;
    return { line, message: message(these, user) };
  });
}

/** cron mails whatever a command prints; here a failure is told of. */
function mailProblems(entries: readonly Entry[]): Problem[] {
  const told = new Map<string, number>();
  for (const { environment, line } of entries) {
    const to = environment.get("MAILTO");
    if (to !== undefined && to !== "" && !told.has(to)) told.set(to, line);
  }
  return [...told].map(([to, line]) => ({
    line,
    message: `cron mailed to ${to} what the commands printed: \`millrace runs logs\` keeps it. To be mailed of failures, give the flows alerts: [{ on: "failure", to: { mail: { smtp: env("SMTP_URL"), from: ${quoted(to.replace(/,.*/, ""))}, to: ${quoted(to)} } } }]`,
  }));
}
