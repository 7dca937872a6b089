/** The lines of a Makefile as make reads them: joined where they go on, without comments. */

export interface Line {
  /** The first of its lines in the file, from 1. */
  number: number;
  text: string;
  /** Begins with a tab: a command, where a rule came before. */
  recipe: boolean;
}

export function logicalLines(source: string): Line[] {
  const physical = source.split(/\r?\n/);
  const lines: Line[] = [];
  for (let at = 0; at < physical.length; at++) {
    const number = at + 1;
    let text = physical[at] as string;
    const recipe = text.startsWith("\t");
    while (goesOn(text) && at + 1 < physical.length) {
      at++;
      const next = physical[at] as string;
      // The shell joins a command's lines itself; make joins all others.
      text = recipe
        ? `${text}\n${next.replace(/^\t/, "")}`
        : `${text.slice(0, -1).trimEnd()} ${next.trimStart()}`;
    }
    lines.push({ number, text: recipe ? text.slice(1) : withoutComment(text), recipe });
  }
  return lines;
}

/** Ends in an odd number of backslashes. */
function goesOn(text: string): boolean {
  return ((/\\+$/.exec(text)?.[0].length ?? 0) & 1) === 1;
}

function withoutComment(text: string): string {
  const at = /(?<!\\)#/.exec(text)?.index;
  return (at === undefined ? text : text.slice(0, at)).replaceAll("\\#", "#").trim();
}
