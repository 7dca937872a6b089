/** The lines of a Makefile as make reads them: joined where they go on, without comments. */

export interface Line {
  /** The first of its lines in the file, from 1. */
  number: number;
  text: string;
  /** As it stands in the file, with its comment and its line breaks. */
  raw: string;
  /** Begins with a tab: a command, where a rule came before. */
  recipe: boolean;
}

export function logicalLines(source: string): Line[] {
  const physical = source.split(/\r?\n/);
  const lines: Line[] = [];
  for (let at = 0; at < physical.length; at++) {
    const number = at + 1;
    const parts = [physical[at] as string];
    while (goesOn(parts.at(-1) as string) && at + 1 < physical.length) {
      at++;
      parts.push(physical[at] as string);
    }
    const raw = parts.join("\n");
    const recipe = raw.startsWith("\t");
    // The shell joins a command's lines itself; make joins all others.
    const text = recipe ? raw.slice(1).replaceAll("\n\t", "\n") : withoutComment(joined(parts));
    lines.push({ number, text, raw, recipe });
  }
  return lines;
}

/** A line that begins with a tab, but where no rule came before, is one like any other. */
export function withoutTab({ raw }: Line): string {
  return withoutComment(joined(raw.split("\n")));
}

function joined(parts: readonly string[]): string {
  const texts = parts.map((part, index) => {
    const text = index === parts.length - 1 ? part : part.slice(0, -1).trimEnd();
    return index === 0 ? text : text.trimStart();
  });
  return texts.join(" ");
}

/** Ends in an odd number of backslashes. */
function goesOn(text: string): boolean {
  let end = text.length;
  while (text[end - 1] === "\\") end--;
  return ((text.length - end) & 1) === 1;
}

function withoutComment(text: string): string {
  const at = /(?<!\\)#/.exec(text)?.index;
  return (at === undefined ? text : text.slice(0, at)).replaceAll("\\#", "#").trim();
}
