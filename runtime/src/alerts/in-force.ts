/** Which alerts count for a run, by who watches it. Pure. */
import type { Alert, Channel } from "./options.js";

/**
 * Who started a run and watches it: a person at a terminal, one at an editor, or the service, which
 * tells of its runs itself. Absent where nobody does: a system's cron, a script, a pipeline.
 */
export type Watcher = "terminal" | "editor" | "service";

export const watchers: readonly string[] = ["terminal", "editor", "service"] satisfies Watcher[];

/** Whoever watches a run sees how it ends: alerts are for the others, unless they are on all runs. */
export function alertsInForce(
  alerts: readonly Alert[],
  watcher: Watcher | undefined,
): readonly Alert[] {
  if (watcher === "service") return [];
  const meant = alerts.filter(({ runs = "unattended" }) =>
    watcher === undefined ? runs !== "scheduled" : runs === "all",
  );
  return watcher === "editor" ? meant.flatMap(withoutEditor) : meant;
}

/** The editor that runs a flow shows its end by itself. */
function withoutEditor(alert: Alert): Alert[] {
  const channels = [alert.to].flat() as Channel[];
  const to = channels.filter((channel) => !("desktop" in channel));
  if (to.length === channels.length) return [alert];
  return to.length === 0 ? [] : [{ ...alert, to }];
}
