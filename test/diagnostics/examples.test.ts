import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createAnalyzer, type SourceHost } from "../../server/src/analysis/index.js";
import { diagnose } from "../../server/src/diagnostics/index.js";

const root = join(import.meta.dirname, "../..").replaceAll("\\", "/");
const host: SourceHost = {
  root,
  read: (path) => (existsSync(path) && !isFolder(path) ? readFileSync(path, "utf8") : undefined),
  exists: existsSync,
};

function isFolder(path: string): boolean {
  return !/\.[a-z]+$/.test(path);
}

function filesIn(folder: string): string[] {
  const path = `${root}/${folder}`;
  return readdirSync(path)
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${path}/${name}`);
}

function findings(files: readonly string[], file: string): string[] {
  const analyzer = createAnalyzer(host);
  return diagnose({ analyzer, files }, file, { hints: false }).map(
    ({ range, code }) => `${range.start.line + 1} ${code}`,
  );
}

/** `// MR201` at the end of a line: the fault planted there. */
function planted(file: string): string[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line, index) => {
      const [, code] = /\/\/ (MR\d{3})$/.exec(line) ?? [];
      return code ? [`${index + 1} ${code}`] : [];
    });
}

const faulty = filesIn("examples/faulty");
for (const file of faulty) {
  test(`${file.slice(root.length + 1)} has its planted faults and no others`, () => {
    expect(planted(file)).not.toEqual([]);
    expect(findings(faulty, file)).toEqual(planted(file));
  });
}

const good = filesIn("examples/flows");
for (const file of good) {
  test(`${file.slice(root.length + 1)} has nothing wrong`, () => {
    expect(findings(good, file)).toEqual([]);
  });
}
