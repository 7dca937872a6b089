/** What became of runs, as people are told of it. */
import type { FlowRunRecord } from "../engine/record.js";
import { relativeToRoot } from "../engine/workspace.js";
import { type Connection, listRuns } from "../store/index.js";
import type { AlertMessage } from "./message.js";

/** What happened, to which flow; `subject` is the same in every process that notices. */
export interface Happening {
  subject: string;
  flowKey: string;
  message: AlertMessage;
}

const failed = ["Failed", "TimedOut", "Crashed"] as const;
const ended = [...failed, "Completed", "Cached", "Restored"] as const;

/** Undefined where nobody needs to know: the run was cancelled, or completed as the one before it did. */
export function afterRun(connection: Connection, run: FlowRunRecord): Happening | undefined {
  const { error, state, flowName } = run;
  const bad = failed.find((name) => name === state.name);
  if (bad !== undefined) {
    const [frame] = error?.stack ?? [];
    const place = frame ? ` (${relativeToRoot(frame.file)}:${frame.line})` : "";
    const text = error ? `${error.name}: ${error.message}${place}` : (state.message ?? state.name);
    const event = bad === "Crashed" ? "crash" : "failure";
    const verb = { Failed: "failed", TimedOut: "timed out", Crashed: "crashed" }[bad];
    return ofRun(run, run.id, { event, title: `${flowName} ${verb}`, text });
  }
  if (state.name !== "Completed") return undefined;
  const [before] = listRuns(connection, {
    flowKey: run.flowKey,
    states: ended,
    before: run.created,
    limit: 1,
  });
  if (before === undefined || !failed.some((name) => name === before.state.name)) return undefined;
  const title = `${flowName} completed again`;
  const text = `The run before it (${before.id}) had ended as ${before.state.name}.`;
  return ofRun(run, run.id, { event: "recovery", title, text });
}

/** @param span how long the run has gone on, as a person says it */
export function stillRuns(run: FlowRunRecord, span: string): Happening {
  const title = `${run.flowName} takes longer than ${span}`;
  const text = `The run ${run.id} still goes on. \`millrace runs cancel ${run.id}\` ends it.`;
  return ofRun(run, `${run.id} ${span}`, { event: "slow", title, text });
}

function ofRun(
  { id, flowName, flowKey, file, state, schedule, scheduled }: FlowRunRecord,
  subject: string,
  said: Pick<AlertMessage, "event" | "title" | "text">,
): Happening {
  const message: AlertMessage = {
    flow: flowName,
    file: relativeToRoot(file),
    ...(schedule === undefined ? {} : { schedule }),
    ...(scheduled === undefined ? {} : { slot: new Date(scheduled).toISOString() }),
    time: new Date().toISOString(),
    run: id,
    ...(said.event === "slow" ? {} : { state: state.name }),
    ...said,
  };
  return { subject, flowKey, message };
}
