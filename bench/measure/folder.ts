/** Folders that live as long as a measurement. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives the work an empty folder and removes it afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "millrace-bench-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Measures against a store that nobody has written to. */
export function withNewStore<T>(work: (env: { MILLRACE_HOME: string }) => Promise<T>): Promise<T> {
  return withFolder((folder) => work({ MILLRACE_HOME: folder }));
}
