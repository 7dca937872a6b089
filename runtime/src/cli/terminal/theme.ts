import type { StateName } from "@millrace/protocol";
import pc from "picocolors";

export type Colors = ReturnType<typeof pc.createColors>;

/** Colours where they will be seen: as asked for, else on a terminal and in CI logs. */
export function wantsColor(stream: { isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return !["0", "false"].includes(env.FORCE_COLOR);
  return (stream.isTTY === true && env.TERM !== "dumb") || "CI" in env;
}

export const colorsFor = (enabled: boolean): Colors => pc.createColors(enabled);

interface Look {
  glyph: string;
  plain: string;
  color: keyof Colors & ("green" | "red" | "yellow" | "cyan" | "blue" | "magenta" | "gray");
  /** As a person reads it within a sentence. */
  word: string;
}

const looks: Record<StateName, Look> = {
  Scheduled: { glyph: "○", plain: "-", color: "gray", word: "scheduled" },
  Late: { glyph: "○", plain: "-", color: "yellow", word: "late" },
  AwaitingRetry: { glyph: "↻", plain: "~", color: "yellow", word: "waiting to retry" },
  AwaitingConcurrencySlot: { glyph: "○", plain: "-", color: "gray", word: "waiting for a slot" },
  Pending: { glyph: "○", plain: "-", color: "gray", word: "waiting" },
  Running: { glyph: "●", plain: ">", color: "cyan", word: "running" },
  Retrying: { glyph: "●", plain: ">", color: "yellow", word: "retrying" },
  Paused: { glyph: "‖", plain: "=", color: "yellow", word: "paused" },
  Completed: { glyph: "✓", plain: "+", color: "green", word: "completed" },
  Cached: { glyph: "≡", plain: "=", color: "green", word: "cached" },
  Restored: { glyph: "↺", plain: "=", color: "green", word: "restored" },
  Failed: { glyph: "✗", plain: "x", color: "red", word: "failed" },
  TimedOut: { glyph: "✗", plain: "x", color: "red", word: "timed out" },
  UpstreamFailed: { glyph: "⊘", plain: "!", color: "gray", word: "not run" },
  Crashed: { glyph: "✗", plain: "x", color: "magenta", word: "crashed" },
  Cancelling: { glyph: "◌", plain: "!", color: "yellow", word: "cancelling" },
  Cancelled: { glyph: "⊘", plain: "!", color: "yellow", word: "cancelled" },
};

const spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const plainSpinner = ["|", "/", "-", "\\"];

/** How states look on this terminal. */
export class Theme {
  readonly colors: Colors;
  readonly #unicode: boolean;

  constructor(colors: Colors, env: NodeJS.ProcessEnv) {
    this.colors = colors;
    const modern = process.platform !== "win32" || env.WT_SESSION || env.TERM_PROGRAM;
    this.#unicode = Boolean(modern) && env.TERM !== "linux" && env.TERM !== "dumb";
  }

  glyph(name: StateName): string {
    const { glyph, plain, color } = looks[name];
    return this.colors[color](this.#unicode ? glyph : plain);
  }

  /** @param tick counts the frames drawn */
  spinner(tick: number, name: StateName): string {
    const frames = this.#unicode ? spinner : plainSpinner;
    return this.colors[looks[name].color](frames[tick % frames.length] ?? "");
  }

  word(name: StateName): string {
    return looks[name].word;
  }

  paint(name: StateName, text: string): string {
    return this.colors[looks[name].color](text);
  }

  /** A column of a small plot; `share` from 0 to 1. */
  level(share: number): string {
    const levels = this.#unicode ? "▁▂▃▄▅▆▇█" : "_.-=+*#@";
    const index = Math.floor(Math.min(1, Math.max(0, share)) * levels.length);
    return levels[Math.min(index, levels.length - 1)] as string;
  }

  /** A bar of `width` columns. */
  bar(share: number, width: number): string {
    const [full, empty] = this.#unicode ? ["━", "─"] : ["#", "."];
    const filled = Math.round(Math.min(1, Math.max(0, share)) * width);
    return this.colors.cyan(full.repeat(filled)) + this.colors.dim(empty.repeat(width - filled));
  }
}
