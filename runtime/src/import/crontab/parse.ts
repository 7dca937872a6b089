/** A crontab as cron reads it: entries, each with the environment that the lines before it set. */
import { cronProblem } from "@millrace/schedules";
import { checkSchedule } from "../../schedules/check.js";
import type { Problem } from "../problem.js";

export interface Entry {
  /** From 1. */
  line: number;
  /** Five fields, or `@daily` and its like; undefined for `@reboot`. */
  cron: string | undefined;
  /** Of a system crontab. */
  user?: string;
  /** What the shell is given. */
  command: string;
  /** What the command reads, where the entry says so after a `%`. */
  input?: string;
  /** What was set before it, by name. */
  environment: ReadonlyMap<string, string>;
  /** The comment right above it. */
  comment?: string;
}

export interface Crontab {
  entries: Entry[];
  problems: Problem[];
}

/** @param system each entry names the user it runs as */
export function parseCrontab(text: string, system: boolean): Crontab {
  const entries: Entry[] = [];
  const problems: Problem[] = [];
  let environment: ReadonlyMap<string, string> = new Map();
  let comment: string | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1;
    const trimmed = raw.trim();
    const remark = /^#+\s*(.*)$/.exec(trimmed)?.[1];
    if (trimmed === "" || remark !== undefined) {
      comment = remark && isEntry(remark) ? undefined : remark || undefined;
      continue;
    }
    const set = assignment(trimmed);
    if (set !== undefined) {
      comment = undefined;
      environment = new Map([...environment, set]);
      continue;
    }
    const entry = entryOf(trimmed, system);
    if (typeof entry === "string") problems.push({ line, message: entry });
    else {
      const { command, input } = withInput(entry.command);
      entries.push({
        ...entry,
        line,
        command,
        ...(input === undefined ? {} : { input }),
        environment,
        ...(comment === undefined ? {} : { comment }),
      });
    }
    comment = undefined;
  }
  return { entries, problems };
}

function assignment(text: string): [string, string] | undefined {
  const [, quotedName, name, value = ""] =
    /^(?:["']([^"']+)["']|([A-Za-z_]\w*))\s*=\s*(.*)$/.exec(text) ?? [];
  const known = quotedName ?? name;
  if (known === undefined) return undefined;
  return [known, value.replace(/^(["'])(.*)\1$/, "$2")];
}

/** Of a comment: somebody took the entry out of service. */
function isEntry(remark: string): boolean {
  return /^(?:@[a-z]+|[\d*][\d*/,-]*(?:\s+[\w*/,-]+){4})\s+\S/.test(remark);
}

/** The entry, or what is wrong with it. */
function entryOf(
  text: string,
  system: boolean,
): { cron: string | undefined; command: string; user?: string } | string {
  const nickname = /^@(\w+)\s+(.*)$/.exec(text);
  const fields = /^((?:\S+\s+){4}\S+)\s+(.*)$/.exec(text);
  const [, when, rest] = nickname ?? fields ?? [];
  if (when === undefined || rest === undefined) {
    return `\`${text}\` is no entry: five fields and a command are wanted`;
  }
  const cron = nickname === null ? when.split(/\s+/).join(" ") : nicknamed(when);
  const wrong = cron === undefined ? undefined : whatIsWrong(cron);
  if (wrong !== undefined)
    return `\`${nickname === null ? cron : `@${when}`}\` is left out: ${wrong}`;
  if (!system) return { cron, command: rest };
  const [, user, command] = /^(\S+)\s+(.*)$/.exec(rest) ?? [];
  if (user === undefined || command === undefined) {
    return `\`${text}\` names a user or a command, not both, as entries of a system crontab do`;
  }
  if (user.includes("/")) {
    return `\`${text}\` names no user before its command, as entries of a system crontab do: import a user's own crontab without --system`;
  }
  return { cron, command, user };
}

/** `@midnight` is another name of `@daily`, `@annually` of `@yearly`. */
function nicknamed(name: string): string | undefined {
  if (name === "reboot") return undefined;
  return `@${{ midnight: "daily", annually: "yearly" }[name] ?? name}`;
}

function whatIsWrong(cron: string): string | undefined {
  const problem = cronProblem(cron);
  if (problem !== undefined) return problem.message;
  try {
    checkSchedule("schedule", { cron });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** The first `%` ends the command, each further one a line of what it reads; `\%` is a `%`. */
function withInput(text: string): { command: string; input?: string } {
  const [command = "", ...lines] = text
    .split(/(?<!\\)%/)
    .map((part) => part.replaceAll("\\%", "%"));
  if (lines.length === 0) return { command };
  const input = lines.join("\n");
  return { command: command.trimEnd(), input: input.endsWith("\n") ? input : `${input}\n` };
}
