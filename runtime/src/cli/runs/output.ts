/** How the `runs` verbs write: text for people, NDJSON for programs. */
import { colorsFor, Theme, wantsColor } from "../terminal/theme.js";

export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

export function print(lines: string | readonly string[]): void {
  const text = typeof lines === "string" ? lines : lines.join("\n");
  process.stdout.write(`${text}\n`);
}

export function themeFor(stream: NodeJS.WriteStream): Theme {
  return new Theme(colorsFor(wantsColor(stream, process.env)), process.env);
}

/** Columns to write in; as many as it takes where no terminal limits them. */
export function widthOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY === true ? stream.columns : 200;
}

const spans: readonly (readonly [unit: string, milliseconds: number])[] = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1_000],
];

/** `just now`, `5m ago`, `3d ago`. */
export function ago(time: number, now: number): string {
  for (const [unit, span] of spans) {
    const count = Math.floor((now - time) / span);
    if (count >= 1) return `${count}${unit} ago`;
  }
  return "just now";
}
