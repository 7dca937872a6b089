/** Parameter names out of a function's source text, without parsing all of JavaScript. */
import type { UserFunction } from "./definition.js";

/** Names in order; `arg1`, `arg2` for destructured ones; a rest parameter without its dots. */
export function parameterNames(fn: UserFunction): string[] {
  const text = withoutComments(fn.toString());
  const arrow = /^(?:async\s+)?([\p{ID_Start}$_][\p{ID_Continue}$]*)\s*=>/u.exec(text);
  if (arrow?.[1] !== undefined) return [arrow[1]];
  const open = text.indexOf("(");
  if (open < 0) return [];
  return splitAtCommas(text, open + 1).map((parameter, index) => {
    const name = /^(?:\.\.\.\s*)?([\p{ID_Start}$_][\p{ID_Continue}$]*)/u.exec(parameter.trim());
    return name?.[1] ?? `arg${index + 1}`;
  });
}

/** True where the only parameter is a pattern: its properties are the parameters then. */
export function takesOneObject(fn: UserFunction): boolean {
  const text = withoutComments(fn.toString());
  const open = text.indexOf("(");
  if (open < 0) return false;
  const parameters = splitAtCommas(text, open + 1);
  return parameters.length === 1 && parameters[0]?.trim().startsWith("{") === true;
}

/** The pieces between commas that stand in no bracket or string, up to the closing bracket. */
function splitAtCommas(text: string, from: number): string[] {
  const pieces: string[] = [];
  let depth = 0;
  let start = from;
  for (let at = from; at < text.length; at++) {
    const char = text[at] as string;
    if (char === '"' || char === "'" || char === "`") at = endOfString(text, at);
    else if ("([{".includes(char)) depth++;
    else if (depth > 0 && ")]}".includes(char)) depth--;
    else if (depth === 0 && (char === "," || char === ")")) {
      pieces.push(text.slice(start, at));
      start = at + 1;
      if (char === ")") break;
    }
  }
  return pieces.filter((piece) => piece.trim() !== "");
}

function endOfString(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === quote) return at;
  }
  return text.length;
}

function withoutComments(text: string): string {
  return text.replace(
    /("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g,
    (_, string: string | undefined) => string ?? " ",
  );
}
