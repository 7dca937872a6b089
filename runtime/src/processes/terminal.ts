/** A terminal may be closed under a process that still has something to end. */
import { closeSync } from "node:fs";
import { isatty } from "node:tty";

/** What is printed after the terminal is gone is lost; to print it, and to end then, is no crash. */
export function outliveTerminal(): void {
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));
  if (terminals.length === 0) return;
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.isTTY) stream.on("error", ignoreHangup);
  }
  process.on("exit", () => {
    // Node sets terminals back to how they were, and aborts where one is gone.
    for (const descriptor of terminals) if (!isatty(descriptor)) closeSync(descriptor);
  });
}

function ignoreHangup(error: NodeJS.ErrnoException): void {
  if (error.code !== "EIO") throw error;
}
