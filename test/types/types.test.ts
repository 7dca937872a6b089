import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const base = fileURLToPath(new URL("../../tsconfig.base.json", import.meta.url));

/** What the compiler says of a file next to this one. */
function complaints(file: string, more: ts.CompilerOptions): string[] {
  const { config } = ts.readConfigFile(base, ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ".");
  const path = fileURLToPath(new URL(file, import.meta.url));
  const program = ts.createProgram([path], {
    ...options,
    composite: false,
    declaration: false,
    declarationMap: false,
    noEmit: true,
    types: ["node"],
    ...more,
  });
  return ts.getPreEmitDiagnostics(program).map(({ file: at, start = 0, messageText }) => {
    const line = at === undefined ? 0 : at.getLineAndCharacterOfPosition(start).line + 1;
    return `${at?.fileName}:${line} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
}

test.each([
  ["standard decorators", {}],
  ["experimentalDecorators", { experimentalDecorators: true }],
])(
  "the public types accept and refuse what they should, with %s",
  (_, options) => {
    expect(complaints("api.ts", options)).toEqual([]);
  },
  60_000,
);
