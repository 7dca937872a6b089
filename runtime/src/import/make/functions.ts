/** Make's functions of text: their arguments are expanded already. */
import { posix } from "node:path";
import { stemOf, withStem, words } from "./references.js";

type TextFunction = (args: readonly string[]) => string;

export const textFunctions: ReadonlyMap<string, TextFunction> = new Map<string, TextFunction>([
  ["subst", ([from = "", to = "", text = ""]) => substituted(from, to, text)],
  ["patsubst", ([pattern = "", to = "", text = ""]) => patsubst(pattern.trim(), to.trim(), text)],
  ["strip", ([text = ""]) => words(text).join(" ")],
  ["findstring", ([part = "", text = ""]) => (text.includes(part) ? part : "")],
  ["filter", ([patterns = "", text = ""]) => words(text).filter(fitting(patterns)).join(" ")],
  ["filter-out", ([patterns = "", text = ""]) => without(patterns, text)],
  ["sort", ([text = ""]) => [...new Set(words(text))].sort().join(" ")],
  ["word", ([index = "", text = ""]) => words(text)[Number(index) - 1] ?? ""],
  ["words", ([text = ""]) => String(words(text).length)],
  ["wordlist", ([from = "", to = "", text = ""]) => wordlist(Number(from), Number(to), text)],
  ["firstword", ([text = ""]) => words(text)[0] ?? ""],
  ["lastword", ([text = ""]) => words(text).at(-1) ?? ""],
  ["dir", eachWord((word) => word.slice(0, word.lastIndexOf("/") + 1) || "./")],
  ["notdir", eachWord((word) => word.slice(word.lastIndexOf("/") + 1))],
  ["suffix", eachWord((word) => posix.extname(word))],
  ["basename", eachWord((word) => word.slice(0, word.length - posix.extname(word).length))],
  ["addsuffix", ([suffix = "", text = ""]) => eachWord((word) => `${word}${suffix}`)([text])],
  ["addprefix", ([prefix = "", text = ""]) => eachWord((word) => `${prefix}${word}`)([text])],
  ["join", ([left = "", right = ""]) => joined(words(left), words(right))],
  ["if", ([condition = "", yes = "", no = ""]) => (condition.trim() === "" ? no : yes)],
  ["or", (args) => args.find((text) => text.trim() !== "") ?? ""],
]);

function eachWord(change: (word: string) => string): TextFunction {
  return ([text = ""]) =>
    words(text)
      .map(change)
      .filter((word) => word !== "")
      .join(" ");
}

function substituted(from: string, to: string, text: string): string {
  return from === "" ? text + to : text.replaceAll(from, () => to);
}

export function patsubst(pattern: string, to: string, text: string): string {
  return eachWord((word) => {
    const stem = stemOf(pattern, word);
    return stem === undefined ? word : pattern.includes("%") ? withStem(to, stem) : to;
  })([text]);
}

function fitting(patterns: string): (word: string) => boolean {
  const list = words(patterns);
  const exact = new Set(list);
  const open = list.filter((pattern) => pattern.includes("%"));
  return (word) => exact.has(word) || open.some((pattern) => stemOf(pattern, word) !== undefined);
}

function without(patterns: string, text: string): string {
  const fits = fitting(patterns);
  return words(text)
    .filter((word) => !fits(word))
    .join(" ");
}

function wordlist(from: number, to: number, text: string): string {
  return words(text)
    .slice(from - 1, to)
    .join(" ");
}

function joined(first: readonly string[], second: readonly string[]): string {
  const length = Math.max(first.length, second.length);
  return Array.from({ length }, (_, at) => `${first[at] ?? ""}${second[at] ?? ""}`).join(" ");
}
