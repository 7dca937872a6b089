import { createWriteStream } from "node:fs";
import type { View } from "./view.js";

/**
 * Events as they are, a line each, on standard output. Written through the thread pool: a pipe that
 * nobody reads must hold up neither the run nor Ctrl-C.
 */
export function jsonView(): View {
  const stdout = createWriteStream("", { fd: 1, autoClose: false });
  // The reader has seen enough (`| head -1`); the run goes on.
  stdout.on("error", () => {});
  return {
    event: (event) => {
      if (!stdout.destroyed) stdout.write(`${JSON.stringify(event)}\n`);
    },
    output: () => {},
    notice: () => {},
    end: () =>
      new Promise((resolve) => {
        if (stdout.destroyed) return resolve();
        stdout.once("error", () => resolve());
        stdout.end(() => resolve());
      }),
  };
}
