/** Runs code in a session of its own and gives everything that was recorded. */
import type { RunEvent, RunFinished, TaskStateChanged } from "@millrace/protocol";
import type { TaskRunRecord } from "../../../runtime/src/engine/record.js";
import {
  openSession,
  type Session,
  type SessionOptions,
} from "../../../runtime/src/engine/session.js";
import { MemoryStore } from "./memory-store.js";

export interface Recorded {
  /** What the code returned, or threw. */
  value?: unknown;
  error?: Error;
  events: RunEvent[];
  store: MemoryStore;
  /** The last event of the first run. */
  finished: RunFinished;
  /** The task runs of the first run, in the order of their calls. */
  tasks: TaskRunRecord[];
}

export async function recorded(
  code: (session: Session, events: RunEvent[]) => unknown,
  options: Partial<SessionOptions> & { store?: MemoryStore } = {},
): Promise<Recorded> {
  const store = options.store ?? new MemoryStore();
  const events: RunEvent[] = [];
  const session = openSession({
    cancelGrace: 100,
    ...options,
    store,
    onEvent: (event) => {
      options.onEvent?.(event);
      events.push(event);
    },
  });
  const outcome: { value?: unknown; error?: Error } = {};
  try {
    outcome.value = await code(session, events);
  } catch (error) {
    outcome.error = error as Error;
  }
  await session.close();
  const first = events[0]?.run ?? "";
  const finished = events.find((event) => event.run === first && event.type === "run-finished");
  return {
    ...outcome,
    events,
    store,
    finished: finished as RunFinished,
    tasks: store.tasksOf(first),
  };
}

/** The names of the states that a task's runs went through, in order. */
export function statesOf(events: readonly RunEvent[], name: string): string[] {
  return events
    .filter((event): event is TaskStateChanged => event.type === "task-state")
    .filter((event) => event.name === name)
    .map((event) => event.state.name);
}
