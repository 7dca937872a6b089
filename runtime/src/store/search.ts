/** Finds runs by words a person remembers: the flow's name, the run's id, a parameter's value. */
import type { RunId } from "@millrace/protocol";
import { decode } from "./codec.js";
import type { Connection, Value } from "./connection.js";

/** Rows looked at a step: enough that most searches take one. */
const rowsAtOnce = 500;

interface Candidate {
  id: RunId;
  created: number;
  flow_name: string;
  params: string;
}

/**
 * The newest runs that hold the text, letter case aside.
 * @param where a condition that the runs must fulfil besides, and its values; may be empty
 * @param limit negative for no limit
 */
export function searchRuns(
  connection: Connection,
  text: string,
  where: { tests: readonly string[]; values: readonly Value[] },
  limit: number,
): RunId[] {
  const needle = text.toLowerCase();
  const roughly = roughTest(needle);
  const tests = [...where.tests, ...(roughly ? [roughly.sql] : []), "(created, id) < (?, ?)"];
  const sql = `SELECT id, created, flow_name, params FROM runs WHERE ${tests.join(" AND ")}
    ORDER BY created DESC, id DESC LIMIT ?`;
  const given = [...where.values, ...(roughly?.values ?? [])];
  const found: RunId[] = [];
  let last: [created: number, id: RunId] = [Number.MAX_SAFE_INTEGER, ""];
  for (;;) {
    const page = connection.all<Candidate>(sql, [...given, ...last, rowsAtOnce]);
    for (const run of page) {
      if (!holds(run, needle)) continue;
      found.push(run.id);
      if (found.length === limit) return found;
    }
    const end = page.at(-1);
    if (end === undefined || page.length < rowsAtOnce) return found;
    last = [end.created, end.id];
  }
}

/**
 * Lets everything through that may hold the text, and most of what does not stay behind. Only plain
 * characters stand in the stored text as they are, and only of those does SQLite know upper case.
 */
function roughTest(needle: string): { sql: string; values: Value[] } | undefined {
  const pieces = needle.match(/[ !#$&'()*+,\-./0-9:;=?@[\]^`a-z{|}~]+/g) ?? [];
  const longest = pieces.reduce((a, b) => (b.length > a.length ? b : a), "");
  if (longest === "") return undefined;
  const pattern = `%${longest}%`;
  return {
    sql: "(flow_name LIKE ? OR id LIKE ? OR params LIKE ?)",
    values: [pattern, pattern, pattern],
  };
}

function holds({ id, flow_name, params }: Candidate, needle: string): boolean {
  return (
    includes(flow_name, needle) || includes(id, needle) || holdsDeep(decode(params), needle, [])
  );
}

function includes(text: string, needle: string): boolean {
  return text.toLowerCase().includes(needle);
}

/** In the values, not in the names of properties. */
function holdsDeep(value: unknown, needle: string, above: readonly unknown[]): boolean {
  if (typeof value !== "object" || value === null) return includes(String(value), needle);
  if (value instanceof Date) return includes(dateText(value), needle);
  if (above.includes(value)) return false;
  const inner = [...above, value];
  const parts =
    value instanceof Map || value instanceof Set
      ? [...value]
      : isContainer(value)
        ? Object.values(value)
        : undefined;
  if (parts === undefined) return includes(String(value), needle);
  return parts.some((part) => holdsDeep(part, needle, inner));
}

function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? String(date) : date.toISOString();
}

function isContainer(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
