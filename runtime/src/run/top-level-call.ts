import { relative } from "node:path";
import { runError } from "../engine/errors.js";
import { setDefaultSession } from "../engine/session.js";
import { UsageError } from "../loader/usage-error.js";

/**
 * While a module loads, no flow may run: one that the module calls itself would run besides the one
 * that was asked for.
 * @returns `check`, which throws for a call that nobody awaited
 */
export function refuseTopLevelCalls(file: string): { check(): void } {
  let call: UsageError | undefined;
  setDefaultSession(() => {
    call ??= topLevelCall(file);
    throw call;
  });
  // The rejection of a call that nobody awaited arrives before `check` does.
  const swallow = (reason: unknown) => {
    if (reason !== call) throw reason;
  };
  process.on("unhandledRejection", swallow);
  return {
    check() {
      process.off("unhandledRejection", swallow);
      if (call) throw call;
    },
  };
}

function topLevelCall(file: string): UsageError {
  const [place] = runError(new Error()).stack;
  const shown = relative(process.cwd(), place?.file ?? file);
  return new UsageError("the file calls a flow or task itself while it is loading", {
    ...(place ? { place } : {}),
    remedy: [
      "`millrace run` loads the file and calls the flow for you. Remove the call, or keep it for",
      `\`node ${shown}\` alone:`,
      "  if (process.argv[1] === import.meta.filename) await main();",
    ].join("\n"),
  });
}
