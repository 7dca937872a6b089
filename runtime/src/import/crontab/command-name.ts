/** What a command is about, in a word or two: `cd /srv && /usr/bin/python3 tools/sync.py -v` -> `sync`. */
import { posix } from "node:path";

const prelude = /^(?:cd|test|\[|\[\[|export|source|\.|umask|set|sleep|true)$/;
/** What only holds commands together. */
const syntax = /^(?:[{}!]|if|then|else|elif|fi|while|until|do|done)$/;
/** Programs that run another one. */
const wrapper =
  /^(?:sudo|nice|ionice|env|exec|nohup|chronic|time|command|flock|timeout|chrt|taskset|bash|sh|zsh|dash|python[\d.]*|node|perl|ruby|php[\d.]*|npx|java|tsx)$/;
/** Flags of theirs that have a value behind them. */
const valued: Record<string, RegExp> = {
  sudo: /^-[ugh]$/,
  nice: /^-n$/,
  ionice: /^-[cn]$/,
  env: /^-[uC]$/,
  flock: /^-[wE]$/,
  timeout: /^-[sk]$/,
};

export function commandName(command: string): string {
  const segments = command.split(/&&|\|\||[;|]/).map((segment) => wordsOf(segment));
  const work = segments.find(([first]) => first !== undefined && !prelude.test(first));
  const [program, ...others] = work ?? segments[0] ?? [];
  if (program === undefined || !/\w/.test(program)) return "command";
  if (program === "run-parts") {
    const folder = others.find((word) => word.includes("/"));
    return folder === undefined ? program : posix.basename(folder);
  }
  return program.replace(/\.\w+$/, "");
}

/** The words from the program on, which is without its folder. */
function wordsOf(segment: string): string[] {
  const words = segment
    .replace(/\d?(?:>>?|<)\s*(?:&\d|\S+)/g, " ")
    .replace(/["'()`$]/g, " ")
    .split(/\s+/)
    .filter((word) => word !== "" && !/^\w+=/.test(word) && !syntax.test(word));
  while (words.length > 1 && wrapper.test(posix.basename(words[0] as string))) {
    const name = posix.basename(words.shift() as string);
    while (words.length > 1 && words[0]?.startsWith("-")) {
      const flag = words.shift() as string;
      if (valued[name]?.test(flag) && words.length > 1) words.shift();
    }
    // What is locked, and for how long, is no program.
    if (words.length > 1 && (name === "flock" || name === "timeout")) words.shift();
  }
  const [program, ...others] = words;
  return program === undefined ? [] : [posix.basename(program), ...others];
}
