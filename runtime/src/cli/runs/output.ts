/** How the `runs` verbs write: text for people, NDJSON for programs. */
import { once } from "node:events";
import type { Writable } from "node:stream";
import { setImmediate } from "node:timers/promises";
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

/** Columns to write in; where no terminal limits them, as many as still read well. */
export function widthOf(stream: NodeJS.WriteStream): number {
  return stream.isTTY === true ? stream.columns : 120;
}

/**
 * Until who reads has taken what was written: else a slow reader fills this process's memory. Also
 * gives the chance to learn that nobody reads any more.
 */
export async function drained(stream: Writable): Promise<void> {
  if (stream.writableNeedDrain) await once(stream, "drain");
  else await setImmediate();
}

/** Whoever read the output has seen enough (`| head -1`): that is no failure. */
export function endWithReader(): void {
  if (process.stdout.isTTY) return;
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
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
