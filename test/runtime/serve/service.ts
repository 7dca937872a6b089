/** A `millrace serve` under test, and what the store says became of its slots. */
import { join } from "node:path";
import type { ServeEvent } from "../../../runtime/src/serve/report.js";
import { connect, listRuns, type StoredFlowRun } from "../../../runtime/src/store/index.js";
import { type Running, Workspace } from "../cli/workspace.js";

export const library = 'import { flow, task, runtime } from "millrace";\n';

export class ServedWorkspace extends Workspace {
  serve(...args: string[]): Running {
    return this.start("serve", ...args, "--json");
  }

  /** The scheduled runs, oldest slot first. */
  runs(flow?: string): StoredFlowRun[] {
    const connection = connect(join(this.folder, ".millrace"));
    try {
      return listRuns(connection, { flow })
        .filter(({ scheduled }) => scheduled !== undefined)
        .sort((a, b) => (a.scheduled ?? 0) - (b.scheduled ?? 0) || a.created - b.created);
    } finally {
      connection.close();
    }
  }

  slots(): {
    schedule: string;
    slot: number;
    state: string;
    late: number;
    run: string | null;
    message: string;
  }[] {
    const connection = connect(join(this.folder, ".millrace"));
    try {
      return connection.all(
        "SELECT schedule, slot, state, late, run, message FROM slots ORDER BY slot",
      );
    } finally {
      connection.close();
    }
  }
}

/** What the service has said so far. */
export function said(running: Running): ServeEvent[] {
  return running.stdout
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as ServeEvent);
}

/** Waits until the service has said so many events of a type. */
export async function until(
  running: Running,
  type: ServeEvent["type"],
  count = 1,
): Promise<ServeEvent[]> {
  await running.printed(new RegExp(`(?:"type":"${type}"[^]*){${count}}\\n`));
  return said(running).filter((event) => event.type === type);
}
