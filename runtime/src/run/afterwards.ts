/** What there is to do once a run has ended, besides ending: people to tell, old runs to remove. */
import type { Alert } from "../alerts/options.js";
import { type Config, retentionOf } from "../api/config.js";
import { Alarm } from "../engine/alarm.js";
import { milliseconds, spoken } from "../engine/duration.js";
import type { FlowRunHandle } from "../engine/flow-future.js";
import { connect, retain } from "../store/index.js";

/** Milliseconds that the removal of old runs may take; the rest is left to the next time. */
const longestRemoval = 500;

export interface Afterwards {
  /** To be called when the run has ended and its store is closed; never rejects. */
  do(): Promise<void>;
}

/** Watches a run that has just begun. */
export function watchRun(
  run: FlowRunHandle,
  { folder, alerts, config }: { folder: string; alerts: readonly Alert[]; config: Config },
): Afterwards {
  const alarms = alerts.flatMap((alert) => {
    const limit = milliseconds(alert.longerThan);
    if (limit === undefined) return [];
    const tell = () => void safely(() => tellThatItIsSlow(folder, run, alert));
    return [new Alarm(limit, tell, false)];
  });
  return {
    async do() {
      for (const alarm of alarms) alarm.stop();
      if (alerts.length > 0) await safely(() => tellHowItEnded(folder, run, alerts));
      await safely(async () => removeOldRuns(folder, config));
    },
  };
}

async function tellThatItIsSlow(folder: string, run: FlowRunHandle, alert: Alert): Promise<void> {
  const { outboxFor, stillRuns } = await import("./telling.js");
  const connection = connect(folder);
  const outbox = outboxFor(connection, say);
  outbox.tell([alert], stillRuns(run.record, spoken(alert.longerThan)));
  await outbox.close(60_000);
  connection.close();
}

async function tellHowItEnded(
  folder: string,
  { id }: FlowRunHandle,
  alerts: readonly Alert[],
): Promise<void> {
  const { outboxFor, tellOfEnd } = await import("./telling.js");
  const connection = connect(folder);
  await tellOfEnd(connection, outboxFor(connection, say), id, alerts);
  connection.close();
}

function removeOldRuns(folder: string, config: Config): void {
  const connection = connect(folder);
  retain(connection, retentionOf(config), longestRemoval);
  connection.close();
}

/** The run has ended, and well or not is known: nothing here changes that. */
async function safely(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    say((error as Error).message);
  }
}

function say(line: string): void {
  process.stderr.write(`millrace: ${line}\n`);
}
