import type { Session } from "../engine/session.js";

/** How often the store is asked, in milliseconds. */
const INTERVAL = 500;

/** Cancels the session's runs when another process asks for it through the store. */
export function watchCancelRequests(session: Session): void {
  const timer = setInterval(() => {
    for (const run of session.activeRuns) {
      if (isRequested(session, run.id)) run.cancel("cancelled by `millrace runs cancel`");
    }
  }, INTERVAL);
  timer.unref();
}

/** A store that cannot be read for a moment is asked again at the next turn. */
function isRequested(session: Session, run: string): boolean {
  try {
    return session.store.cancelRequested(run);
  } catch {
    return false;
  }
}
