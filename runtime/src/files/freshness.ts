/** A task's files before it runs, and after. */
import { resolve } from "node:path";
import { byPath, type Left, whyStale } from "./compare.js";
import { type Fingerprint, fingerprints } from "./fingerprint.js";
import { filesMatching } from "./match.js";
import type { FileSet, Pattern } from "./patterns.js";

/** An input that has to be there is not. */
export class MissingInputError extends Error {
  override name = "MissingInputError";
}

/** Digests of the task's source and of its arguments. */
export interface Identity {
  source: string;
  args: string;
}

export interface Look {
  /** The inputs as they are before the task runs: a file changed meanwhile has changed next time. */
  inputs: Fingerprint[];
  /** Why the task has to run again; undefined where it is up to date. */
  stale?: string;
  /** What is to be kept instead of what was: files that had to be read need not be next time. */
  left?: Left;
}

/** @throws MissingInputError where a pattern of the inputs matches nothing */
export async function look(
  files: FileSet,
  identity: Identity,
  left: Left | undefined,
): Promise<Look> {
  const found = await filesMatching(files.cwd, files.inputs);
  const [missing] = found.unmatched;
  if (missing !== undefined) throw new MissingInputError(missingInput(missing, files));
  const written = new Set((await filesMatching(files.cwd, files.outputs)).paths);
  const read = found.paths.filter((path) => !written.has(path));
  const before = byPath(left?.inputs ?? []);
  const inputs = await fingerprints(files.cwd, read, before);
  if (left === undefined) return { inputs, stale: "first run" };
  const wrote = byPath(left.outputs);
  const outputs = await fingerprints(files.cwd, [...wrote.keys()], wrote);
  const stale = whyStale(left, { ...identity, inputs, outputs });
  if (stale !== undefined) return { inputs, stale };
  const unread =
    inputs.every((print) => before.get(print.path) === print) &&
    outputs.every((print) => wrote.get(print.path) === print);
  return unread ? { inputs } : { inputs, left: { ...left, inputs, outputs } };
}

/** What a run would read and write, as absolute paths; a glob that matches nothing stands for itself. */
export async function touched({
  cwd,
  inputs,
  outputs,
}: FileSet): Promise<{ reads: string[]; writes: string[] }> {
  const absolute = async (patterns: readonly Pattern[]) => {
    const { paths, unmatched } = await filesMatching(cwd, patterns);
    return [...paths, ...unmatched.map(({ text }) => text)].map((path) => resolve(cwd, path));
  };
  return { reads: await absolute(inputs), writes: await absolute(outputs) };
}

/** What a run that ended well left. @param inputs as they were before it */
export async function leave(
  files: FileSet,
  identity: Identity,
  inputs: Fingerprint[],
): Promise<Left> {
  const { paths, unmatched } = await filesMatching(files.cwd, files.outputs);
  const outputs = await fingerprints(files.cwd, paths);
  return { ...identity, inputs, outputs, missing: unmatched.map(({ text }) => text) };
}

function missingInput({ text, dynamic }: Pattern, { cwd }: FileSet): string {
  const what = dynamic ? `no file matches \`${text}\`` : `there is no file \`${text}\``;
  const optional = JSON.stringify({ glob: text, optional: true });
  return `${what} in ${cwd}, and \`files.inputs\` needs it. Make the file, correct the pattern or \`files.cwd\`, or write ${optional} where it may be absent`;
}
