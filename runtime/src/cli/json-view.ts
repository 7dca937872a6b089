import type { View } from "./view.js";

/**
 * Events as they are, a line each, on standard output. A pipe that nobody reads fills memory here
 * and holds up neither the run nor Ctrl-C.
 */
export function jsonView(): View {
  const { stdout } = process;
  let open = true;
  let left = () => {};
  // The reader has seen enough (`| head -1`); the run goes on.
  stdout.on("error", () => {
    open = false;
    left();
  });
  return {
    event(event) {
      if (open) stdout.write(`${JSON.stringify(event)}\n`);
    },
    output: () => {},
    notice: () => {},
    end: () =>
      new Promise((resolve) => {
        if (!open) return resolve();
        left = resolve;
        stdout.write("", () => resolve());
      }),
  };
}
