/** Aligned columns for a terminal. Pure. */
import stringWidth from "fast-string-width";
import type { Colors } from "../terminal/theme.js";

export interface Cell {
  /** Without colours: what it is measured by. */
  text: string;
  paint?: (text: string) => string;
}

export interface Column {
  title: string;
  /** Numbers stand below each other at their last figure. */
  right?: boolean;
}

/** The header and the rows; a column that is empty in all rows is left out. */
export function columns(
  heads: readonly Column[],
  rows: readonly (readonly Cell[])[],
  { dim }: Pick<Colors, "dim">,
): string[] {
  const used = heads.map((_, index) => rows.some((row) => row[index]?.text));
  const widths = heads.map(({ title }, index) =>
    Math.max(
      ...[title, ...rows.map((row) => row[index]?.text ?? "")].map((text) => stringWidth(text)),
    ),
  );
  const line = (cells: readonly Cell[]) =>
    cells
      .map(({ text, paint = (same) => same }, index) => {
        const space = " ".repeat(Math.max(0, (widths[index] ?? 0) - stringWidth(text)));
        return heads[index]?.right ? space + paint(text) : paint(text) + space;
      })
      .filter((_, index) => used[index])
      .join("  ")
      .trimEnd();
  return [
    dim(`  ${line(heads.map(({ title }) => ({ text: title })))}`),
    ...rows.map((row) => `  ${line(row)}`),
  ];
}
