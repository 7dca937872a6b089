/** What the two sides of `ifeq` and `ifneq` are. */
import { outside } from "./references.js";

/** `(a,b)`, `"a" "b"` or `'a' 'b'`. */
export function compared(text: string): [string, string] {
  if (!text.startsWith("(")) {
    const [left, rest] = quotedText(text);
    return [left, quotedText(rest.trim())[0]];
  }
  const inner = text.slice(1, text.endsWith(")") ? -1 : undefined);
  const comma = outside(inner, ",") ?? inner.length;
  return [inner.slice(0, comma), inner.slice(comma + 1)];
}

/** What stands between the quotes at the beginning, and what follows them. */
function quotedText(text: string): [string, string] {
  const end = text.indexOf(text.charAt(0), 1);
  return end < 0 ? [text.slice(1), ""] : [text.slice(1, end), text.slice(end + 1)];
}
