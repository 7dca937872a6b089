import type { Position } from "@millrace/protocol";
import type { Finding, Fix } from "./rule.js";

const DISABLE = /millrace-disable-next-line\b([^\n]*)/;
const COMMENT_LINE = /^\s*(\/\/|\/\*.*\*\/\s*$)/;

/** Whether `// millrace-disable-next-line MR201, MR202` stands over a line; without a code it means all. */
export function disabledLines(text: string): (code: string, line: number) => boolean {
  const codesByLine = new Map<number, string[] | "all">();
  if (text.includes("millrace-disable-next-line")) {
    const lines = text.split("\n");
    lines.forEach((line, index) => {
      const [, rest] = DISABLE.exec(line) ?? [];
      if (rest === undefined) return;
      const codes = rest.split("--")[0]?.match(/MR\d{3}/g);
      let target = index + 1;
      // Other tools' comments may stand in between.
      while (COMMENT_LINE.test(lines[target] ?? "")) target += 1;
      const known = codesByLine.get(target);
      const all = known === "all" || !codes;
      codesByLine.set(target, all ? "all" : [...(known ?? []), ...codes]);
    });
  }
  return (code, line) => {
    const codes = codesByLine.get(line);
    return codes === "all" || (codes?.includes(code) ?? false);
  };
}

/** The fix that puts such a comment over a finding. */
export function suppression(finding: Finding, text: string): Fix {
  const { line } = finding.range.start;
  const indent = /^\s*/.exec(text.split("\n")[line] ?? "")?.[0] ?? "";
  const at: Position = { line, character: 0 };
  return {
    title: `Disable ${finding.code} for this line`,
    edits: [
      {
        file: finding.file,
        range: { start: at, end: at },
        text: `${indent}// millrace-disable-next-line ${finding.code}\n`,
      },
    ],
  };
}
