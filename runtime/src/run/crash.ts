import type { Session } from "../engine/session.js";

/** Ends what is going on, at once, and has it in the file. */
export function crash(session: Session, error: unknown): void {
  if (session.activeRuns.size === 0) return;
  for (const run of session.activeRuns) run.crash(error);
  try {
    session.store.flush();
  } catch (trouble) {
    onTrouble(trouble as Error);
  }
}

/** A full disk is told once; the run goes on and the rows are tried again. */
export function onTrouble(error: Error): void {
  process.stderr.write(`millrace: ${error.message}\n`);
}
