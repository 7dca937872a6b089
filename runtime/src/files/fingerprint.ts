/**
 * What tells whether a file is still the same. A file whose size, times and inode are as they were
 * is not read again, unless it was so young when it was last read that it could have been changed
 * since within the same tick of the file system's clock.
 */
import { createHash } from "node:crypto";
import { createReadStream, type Stats, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { Fifo } from "../engine/fifo.js";

export interface Fingerprint {
  path: string;
  /** Of the content; `folder` for a folder, of which only that it is there counts. */
  hash: string;
  size: number;
  /** Milliseconds since the Unix epoch. */
  mtime: number;
  ctime: number;
  inode: number;
  /** When it was looked at. */
  taken: number;
}

/** Milliseconds: the coarsest clock of a file system still in use ticks every other second. */
const tick = 2_000;
/** Files that the process reads at a time: a map of thousands of tasks must not open them all. */
const readers = 8;
const waiting = new Fifo<() => void>();
let reading = 0;
/** Longer ones are read in pieces. In bytes. */
const longFile = 4_000_000;

/**
 * The fingerprints of those files that are there, in their order.
 * @param known what is known of them from before
 */
export async function fingerprints(
  cwd: string,
  paths: readonly string[],
  known: ReadonlyMap<string, Fingerprint> = new Map(),
): Promise<Fingerprint[]> {
  const taken = Date.now();
  const prints: (Fingerprint | undefined)[] = new Array(paths.length);
  const unread: number[] = [];
  for (const [index, path] of paths.entries()) {
    const stats = statSync(resolve(cwd, path), { throwIfNoEntry: false });
    if (stats === undefined) continue;
    const before = known.get(path);
    const same = before !== undefined && isSame(before, stats);
    if (!same && !stats.isDirectory()) unread.push(index);
    // One that was not read again keeps the moment it was: what is newer than that is unknown.
    prints[index] = same
      ? before
      : {
          path,
          hash: "folder",
          size: stats.size,
          mtime: stats.mtimeMs,
          ctime: stats.ctimeMs,
          inode: stats.ino,
          taken,
        };
  }
  await Promise.all(
    unread.map(async (index) => {
      const print = prints[index] as Fingerprint;
      const hash = await inTurn(() => contentHash(resolve(cwd, print.path), print.size));
      prints[index] = hash === undefined ? undefined : { ...print, hash };
    }),
  );
  return prints.filter((print) => print !== undefined);
}

function isSame(before: Fingerprint, { size, mtimeMs, ctimeMs, ino }: Stats): boolean {
  return (
    before.size === size &&
    before.mtime === mtimeMs &&
    before.ctime === ctimeMs &&
    before.inode === ino &&
    Math.max(mtimeMs, ctimeMs) < before.taken - tick
  );
}

/** Who ends hands its turn to the one that has waited longest. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (reading < readers) reading++;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) reading--;
    else next();
  }
}

/** Undefined where the file is gone by now. */
async function contentHash(file: string, size: number): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    if (size > longFile) await pipeline(createReadStream(file), hash);
    else hash.update(await readFile(file));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  return hash.digest("base64url");
}
