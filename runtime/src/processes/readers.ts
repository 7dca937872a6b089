/** A terminal may be closed, and the reader of a pipe may end, under a process that still has something to do. */
import { closeSync } from "node:fs";
import { isatty } from "node:tty";

/** What is printed after whoever read it is gone is lost; to print it, and to end then, is no crash. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", ignoreGone);
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));
  process.on("exit", () => {
    // Node sets terminals back to how they were, and aborts where one is gone.
    for (const descriptor of terminals) if (!isatty(descriptor)) closeSync(descriptor);
  });
}

/** A terminal says EIO, a pipe EPIPE. */
function ignoreGone(error: NodeJS.ErrnoException): void {
  if (error.code !== "EIO" && error.code !== "EPIPE") throw error;
}
