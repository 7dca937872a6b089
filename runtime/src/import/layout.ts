/** Sets code in lines of at most 100 columns, as formatters of TypeScript do. */

/** Code on one line, or a bracket whose items go one to a line where they do not fit. */
export type Code = string | Bracket;

interface Bracket {
  kind: "call" | "list" | "object" | "block" | "arrow";
  open: string;
  items: readonly Code[];
  close: string;
}

const widest = 100;

/** The last argument of a call may go over several lines while the others stay on the first. */
export function call(callee: string, items: readonly Code[]): Code {
  return { kind: "call", open: `${callee}(`, items, close: ")" };
}

export function list(items: readonly Code[], start = ""): Code {
  return { kind: "list", open: `${start}[`, items, close: "]" };
}

export function object(items: readonly Code[], start = "", end = ""): Code {
  return { kind: "object", open: `${start}{`, items, close: `}${end}` };
}

/** Statements, each on its line. @param start what stands before the brace */
export function block(start: string, statements: readonly Code[]): Code {
  return { kind: "block", open: `${start}{`, items: statements, close: "}" };
}

/** A function that gives one expression. */
export function arrow(start: string, expression: Code): Code {
  return { kind: "arrow", open: `${start} `, items: [expression], close: "" };
}

export function prefixed(start: string, code: Code): Code {
  return typeof code === "string" ? start + code : { ...code, open: start + code.open };
}

/** Of a module, where it fits or not. */
export function declaration(start: string, value: Code): string {
  return `${start}${set(value, 0, start.length)};`;
}

/**
 * @param indent of the line that the code begins on
 * @param before how many columns of it are taken
 * @param after how many columns follow the code's end
 */
export function set(code: Code, indent = 0, before = indent, after = 1): string {
  const flat = flatten(code);
  if (flat !== undefined && before + flat.length + after <= widest) return flat;
  if (typeof code === "string") return code;
  if (code.items.length === 0) return code.open + code.close;
  return (code.kind === "call" ? hugged(code, indent, before) : undefined) ?? broken(code, indent);
}

/** Undefined for what cannot stand on one line. */
function flatten(code: Code): string | undefined {
  if (typeof code === "string") return code;
  const items = code.items.map(flatten);
  if (code.kind === "block" || items.includes(undefined)) return undefined;
  const space = code.kind === "object" && items.length > 0 ? " " : "";
  return `${code.open}${space}${items.join(", ")}${space}${code.close}`;
}

function hugged({ open, items, close }: Bracket, indent: number, before: number) {
  const last = items.at(-1);
  const others = items.slice(0, -1).map(flatten);
  if (last === undefined || others.includes(undefined)) return undefined;
  const head = [open, ...others.map((item) => `${item}, `)].join("");
  // A template of several lines has them wherever it stands.
  if (typeof last === "string") return last.includes("\n") ? head + last + close : undefined;
  if (last.kind === "call" || last.items.length === 0) return undefined;
  if (before + (head + last.open).trimEnd().length > widest) return undefined;
  if (last.kind !== "arrow") return head + broken(last, indent) + close;
  const [expression] = last.items;
  const line = `${" ".repeat(indent + 2)}${set(expression ?? "", indent + 2)},`;
  return `${head}${last.open.trimEnd()}\n${line}\n${" ".repeat(indent)}${close}`;
}

function broken({ kind, open, items, close }: Bracket, indent: number): string {
  const inner = indent + 2;
  if (kind === "arrow") return open + items.map((item) => set(item, indent, inner)).join("");
  const end = kind === "block" ? ";" : ",";
  const lines = items.map((item) => `${" ".repeat(inner)}${set(item, inner)}${end}\n`);
  return `${open}\n${lines.join("")}${" ".repeat(indent)}${close}`;
}

export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** A comment of one or more lines before a declaration. */
export function docComment(lines: readonly string[]): string {
  const safe = lines.map((line) => line.replaceAll("*/", "*\\/"));
  if (safe.length === 1 && (safe[0] as string).length <= widest - 8) return `/** ${safe[0]} */`;
  return ["/**", ...safe.map((line) => ` * ${line}`.trimEnd()), " */"].join("\n");
}
