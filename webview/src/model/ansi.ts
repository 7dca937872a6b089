/** ANSI colours in log lines, as data. Everything else an escape can ask for is dropped. */

export interface Span {
  text: string;
  /** Classes such as `ansi-fg-1`, `ansi-bold`; none for plain text. */
  classes: string[];
}

interface Style {
  fg?: number;
  bg?: number;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
  strike?: boolean;
}

// CSI sequences, OSC sequences up to their terminator, and two-character escapes.
const ESCAPE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is the subject
  /\u001b(?:\[([0-9;:]*)([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\|$)|\[[0-?]*[ -/]*[@-~]?|[@-Z\\-_])/g;

export function parseAnsi(text: string): Span[] {
  const spans: Span[] = [];
  let style: Style = {};
  let last = 0;
  for (const match of text.matchAll(ESCAPE)) {
    add(text.slice(last, match.index));
    last = match.index + match[0].length;
    if (match[2] === "m") style = applyCodes(style, match[1] ?? "");
  }
  add(text.slice(last));
  return spans;

  function add(part: string): void {
    if (part !== "") spans.push({ text: part, classes: classesOf(style) });
  }
}

export function stripAnsi(text: string): string {
  return text.replace(ESCAPE, "");
}

function applyCodes(before: Style, codes: string): Style {
  const style = { ...before };
  const list = codes.split(/[;:]/).map((code) => Number(code || "0"));
  for (let i = 0; i < list.length; i++) {
    const code = list[i] ?? 0;
    if (code === 0) for (const key of Object.keys(style)) delete style[key as keyof Style];
    else if (code === 1) style.bold = true;
    else if (code === 2) style.dim = true;
    else if (code === 3) style.italic = true;
    else if (code === 4) style.underline = true;
    else if (code === 9) style.strike = true;
    else if (code === 22) {
      delete style.bold;
      delete style.dim;
    } else if (code === 23) delete style.italic;
    else if (code === 24) delete style.underline;
    else if (code === 29) delete style.strike;
    else if (code >= 30 && code <= 37) style.fg = code - 30;
    else if (code === 39) delete style.fg;
    else if (code >= 40 && code <= 47) style.bg = code - 40;
    else if (code === 49) delete style.bg;
    else if (code >= 90 && code <= 97) style.fg = code - 82;
    else if (code >= 100 && code <= 107) style.bg = code - 92;
    else if (code === 38 || code === 48) {
      const { colour, used } = extended(list.slice(i + 1));
      if (colour !== undefined) style[code === 38 ? "fg" : "bg"] = colour;
      i += used;
    }
  }
  return style;
}

/** Palette and true colours become the nearest of the theme's sixteen, which every theme keeps legible. */
function extended(rest: readonly number[]): { colour?: number; used: number } {
  if (rest[0] === 5) {
    const index = rest[1] ?? 0;
    if (index < 16) return { colour: index, used: 2 };
    if (index >= 232) return { colour: index < 244 ? 8 : 7, used: 2 };
    const cube = index - 16;
    return {
      colour: nearest(Math.floor(cube / 36) * 51, (Math.floor(cube / 6) % 6) * 51, (cube % 6) * 51),
      used: 2,
    };
  }
  if (rest[0] === 2) return { colour: nearest(rest[1] ?? 0, rest[2] ?? 0, rest[3] ?? 0), used: 4 };
  return { used: 0 };
}

function nearest(red: number, green: number, blue: number): number {
  const peak = Math.max(red, green, blue);
  if (peak < 64) return 8;
  const bit = (value: number) => (value > peak / 2 ? 1 : 0);
  return bit(red) + 2 * bit(green) + 4 * bit(blue) + (peak > 200 ? 8 : 0);
}

function classesOf(style: Style): string[] {
  const classes: string[] = [];
  if (style.fg !== undefined) classes.push(`ansi-fg-${style.fg}`);
  if (style.bg !== undefined) classes.push(`ansi-bg-${style.bg}`);
  for (const name of ["bold", "dim", "italic", "underline", "strike"] as const) {
    if (style[name]) classes.push(`ansi-${name}`);
  }
  return classes;
}
