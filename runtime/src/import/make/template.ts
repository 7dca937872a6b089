/** Commands and values of a Makefile as template literals: what varies becomes an expression. */
import type { Piece } from "./references.js";
import { pieces } from "./references.js";

/** Text, or an expression within it. */
export type Part = string | { code: string };

/** What the references in a text become. */
export interface Meaning {
  /** Undefined where the name is no automatic variable. */
  automatic(name: string): Part | undefined;
  variable(name: string): Part[];
  /** A bracket that nothing closes. */
  unclosed(text: string): Part[];
  /** The parts of a function's result; `text` is the call as it stands. */
  call(piece: Piece & { kind: "call" | "substitution" }, text: string): Part[];
}

export function partsOf(text: string, meaning: Meaning): Part[] {
  return pieces(text).flatMap((piece) => {
    switch (piece.kind) {
      case "text":
        return [piece.text];
      case "unclosed":
        return meaning.unclosed(piece.text);
      case "variable": {
        const automatic = meaning.automatic(piece.name);
        return automatic === undefined ? meaning.variable(piece.name) : [automatic];
      }
      default:
        return meaning.call(piece, text);
    }
  });
}

/** A text in which the Makefile's folder is what the module calls it. */
export function rooted(text: string, folder: string): Part[] {
  if (folder === "/") return [text];
  const name = folder.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return text
    .split(new RegExp(`${name}(?![\\w.-])`))
    .flatMap((piece, at) => (at === 0 ? [piece] : [{ code: "root" }, piece]))
    .filter((part) => part !== "");
}

/** A file's name as code. */
export function fileCode(name: string, folder: string): string {
  return literal(rooted(name, folder));
}

/** A string literal where nothing varies, else a template literal. */
export function literal(parts: readonly Part[]): string {
  if (parts.length === 1 && typeof parts[0] === "object") return parts[0].code;
  if (parts.every((part) => typeof part === "string")) {
    const text = parts.join("");
    if (!text.includes("\n") && !text.includes('"')) return JSON.stringify(text);
  }
  const inside = parts.map((part) =>
    typeof part === "string" ? escaped(part) : `\${${part.code}}`,
  );
  return `\`${inside.join("")}\``;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${");
}
