import { stripVTControlCharacters } from "node:util";
import stringWidth from "fast-string-width";

/**
 * Text from elsewhere made safe to show: colours and cursor movements removed, other control
 * characters made visible. What a task is called must not be able to clear the screen.
 */
export function harmless(text: string): string {
  return stripVTControlCharacters(text).replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (control) =>
      control === "\r" ? "" : `\\x${control.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}

/** The first line of a text, harmless. */
export function oneLine(text: string): string {
  const [first = "", ...rest] = text.trim().split("\n");
  return harmless(first.replaceAll("\t", " ")) + (rest.length > 0 ? " …" : "");
}

/** Cut to a number of terminal columns, with an ellipsis. Takes no colours. */
export function cut(text: string, columns: number): string {
  if (stringWidth(text) <= columns) return text;
  let kept = "";
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width += stringWidth(segment);
    if (width > columns - 1) break;
    kept += segment;
  }
  return columns > 0 ? `${kept}…` : "";
}

/** Filled with spaces to a number of terminal columns. */
export function pad(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - stringWidth(text)));
}
