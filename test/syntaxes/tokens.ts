import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar } from "vscode-textmate";
import { installCodeServer } from "../../scripts/code-server.mjs";

const syntaxes = fileURLToPath(new URL("../../syntaxes/", import.meta.url));
/** VS Code's own grammar of TypeScript, which ours is injected into. */
const builtIn = join(installCodeServer(), "lib/vscode/extensions/typescript-basics/syntaxes");
const files: Record<string, string> = {
  "millrace.injection": join(syntaxes, "millrace.injection.tmLanguage.json"),
  "log.millrace": join(syntaxes, "millrace-log.tmLanguage.json"),
  "source.ts": join(builtIn, "TypeScript.tmLanguage.json"),
};

const wasm = createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm");
const loaded = oniguruma.loadWASM(readFileSync(wasm));
const registry = new textmate.Registry({
  onigLib: loaded.then(() => ({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  })),
  loadGrammar: async (scope) => {
    const path = files[scope];
    return path ? textmate.parseRawGrammar(readFileSync(path, "utf8"), path) : null;
  },
  getInjections: (scope) => (scope === "source.ts" ? ["millrace.injection"] : undefined),
});

export interface Token {
  text: string;
  scopes: string[];
}

/** Cuts the source into tokens, as VS Code colours it. */
export async function tokens(
  scope: "source.ts" | "log.millrace",
  source: string,
): Promise<Token[]> {
  const grammar = (await registry.loadGrammar(scope)) as IGrammar;
  let state = textmate.INITIAL;
  return source.split("\n").flatMap((line) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return result.tokens.map(({ startIndex, endIndex, scopes }) => ({
      text: line.slice(startIndex, endIndex),
      scopes,
    }));
  });
}

/** The tokens that a grammar of ours named, as `text -> scope`. */
export async function ours(scope: "source.ts" | "log.millrace", source: string): Promise<string[]> {
  return (await tokens(scope, source)).flatMap(({ text, scopes }) => {
    const scope = scopes.at(-1) ?? "";
    const named = /\.millrace$/.test(scope) && !/^(meta|string|log)\./.test(scope);
    return named ? [`${text} -> ${scope.replace(/\.millrace$/, "")}`] : [];
  });
}
