/** What of Node.js TypeScript looks for when it is loaded, and does without. */
const PROCESS = '{ env: {}, argv: [], platform: "browser", browser: true, cwd: () => "/" }';
const BEFORE =
  "globalThis.tsMorph = ((module, require, process) => { const { exports } = module;\n";
const AFTER = `\nreturn module.exports; })({ exports: {} }, () => ({}), ${PROCESS});\n`;

/**
 * One script of two: TypeScript lies beside the language server, in the file that the server of
 * Node.js uses too, and a worker has one script. Pure.
 */
export function workerScript<T>(typeScript: T, server: T): (T | string)[] {
  return [BEFORE, typeScript, AFTER, server];
}
