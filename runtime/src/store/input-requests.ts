/**
 * What runs ask people, and what people answer.
 *
 * A request is `open` until somebody has answered it, `answered` until its run has looked at that, and
 * then `accepted`, or `open` again with the problem. Only its run settles it.
 */
import type { InputRequest, InputRequestId, RunId } from "@millrace/protocol";
import type { AskedInput, InputLedger } from "../inputs/ledger.js";
import { refusalOf } from "../inputs/validate.js";
import type { Connection, Value } from "./connection.js";
import type { Recorder } from "./recorder.js";
import { watchStore } from "./watch.js";

/** The request is not open, or the answer is not what was asked for. */
export class InputError extends Error {
  override readonly name = "InputError";
}

export interface InputRow {
  id: string;
  run: string;
  task: string | null;
  key: string;
  prompt: string | null;
  schema: string;
  asked: number;
  until: number | null;
  seq: number;
  state: "open" | "answered" | "accepted" | "timed-out" | "cancelled";
  answer: string | null;
  problem: string | null;
  settled: number | null;
  settled_seq: number | null;
}

const columns = ["id", "run", "task", "key", "site", "prompt", "schema", "asked", "until", "seq"];
const insert = `INSERT OR REPLACE INTO inputs (${columns.join(",")}, state)
  VALUES (${columns.map(() => "?").join(",")}, 'open')`;

export function createInputLedger(
  connected: () => Connection,
  enqueue: Recorder["enqueue"],
): InputLedger {
  return {
    ask(input) {
      const row = rowOf(input);
      enqueue({ write: (file) => file.run(insert, row), committed() {} }, input.run);
    },
    answerTo: (request) =>
      connected().first<{ answer: string }>(
        "SELECT answer FROM inputs WHERE id = ? AND state = 'answered'",
        [request],
      )?.answer,
    refuse(request, problem) {
      connected().run(
        "UPDATE inputs SET state = 'open', problem = ? WHERE id = ? AND state = 'answered'",
        [problem, request],
      );
    },
    settle(request, { run, outcome, answer, seq, time }) {
      const state = outcome === "answered" ? "accepted" : outcome;
      const write = (file: Connection) =>
        file.run(
          "UPDATE inputs SET state = ?, answer = ?, settled = ?, settled_seq = ? WHERE id = ?",
          [state, answer ?? null, time, seq, request],
        );
      enqueue({ write, committed() {} }, run);
    },
    watch: (changed) => watchStore(connected, changed),
  };
}

function rowOf(input: AskedInput): Value[] {
  const { id, run, task = null, key, site, prompt = null, schema, asked, until = null } = input;
  return [id, run, task, key, site, prompt, JSON.stringify(schema), asked, until, input.seq];
}

/** What runs wait for people to answer, oldest first. */
export function openInputs(connection: Connection, run?: RunId): InputRequest[] {
  const ofRun = run === undefined ? "" : "AND run = ?";
  return connection
    .all<InputRow>(
      `SELECT * FROM inputs WHERE state IN ('open', 'answered') ${ofRun} ORDER BY asked, id`,
      run === undefined ? [] : [run],
    )
    .map(requestOf);
}

/** All that a run has asked, in order. */
export function requestsOf(connection: Connection, run: RunId): InputRow[] {
  return connection.all<InputRow>("SELECT * FROM inputs WHERE run = ? ORDER BY seq", [run]);
}

export function requestOf(row: InputRow): InputRequest {
  const { id, run, task, key, prompt, schema, asked, until, problem } = row;
  return {
    id,
    run,
    ...(task === null ? {} : { task }),
    key,
    ...(prompt === null ? {} : { prompt }),
    schema: JSON.parse(schema),
    asked,
    ...(until === null ? {} : { until }),
    ...(problem === null ? {} : { refused: problem }),
  };
}

/** Milliseconds that a run gets to look at an answer; one that is busy looks later. */
const patience = 3_000;
/** Milliseconds between two looks at what became of it. */
const lookEvery = 20;

/**
 * Answers a request, and waits for what its run says.
 * @returns whether the run has taken the answer; it has not looked yet where not
 * @throws InputError where nobody waits for it any more, or the answer is refused
 */
export async function answerInput(
  connection: Connection,
  id: InputRequestId,
  value: unknown,
): Promise<boolean> {
  const look = () => connection.first<InputRow>("SELECT * FROM inputs WHERE id = ?", [id]);
  connection.write(() => {
    const row = look();
    if (row?.state !== "open") throw notOpen(id, row);
    const { key, schema } = row;
    const problem = refusalOf(JSON.parse(schema), value);
    if (problem !== undefined) throw refused(key, problem);
    connection.run(
      "UPDATE inputs SET state = 'answered', answer = ?, problem = NULL WHERE id = ?",
      [JSON.stringify(value ?? null), id],
    );
  });
  for (const since = Date.now(); Date.now() - since < patience; ) {
    const row = look();
    if (row?.state === "accepted") return true;
    if (row?.state === "open" && row.problem !== null) throw refused(row.key, row.problem);
    if (row?.state !== "answered") throw notOpen(id, row);
    await new Promise((resolve) => setTimeout(resolve, lookEvery));
  }
  return false;
}

function refused(key: string, problem: string): InputError {
  return new InputError(`"${key}" does not take this answer: ${problem}`);
}

function notOpen(id: InputRequestId, row: InputRow | undefined): InputError {
  if (row === undefined) return new InputError(`no run asks for "${id}"`);
  const why = {
    open: "",
    answered: "somebody has just answered it",
    accepted: "it has been answered",
    "timed-out": "its time is over",
    cancelled: "its run has ended",
  }[row.state];
  return new InputError(`nobody waits for "${row.key}" any more: ${why}`);
}

/** Closes what a dead run asked. @returns the last `seq` given out */
export function closeInputs(
  connection: Connection,
  run: RunId,
  after: number,
  time: number,
): number {
  let seq = after;
  for (const { id } of openInputs(connection, run)) {
    seq += 1;
    connection.run(
      "UPDATE inputs SET state = 'cancelled', settled = ?, settled_seq = ? WHERE id = ?",
      [time, seq, id],
    );
  }
  return seq;
}

/** The answers of a run and of the subflow runs in it, each to be taken once. */
export function answersOf(connection: Connection, run: RunId) {
  const rows = connection.all<{ key: string; site: string; prompt: string | null; answer: string }>(
    `WITH RECURSIVE tree (id) AS (
       SELECT ? UNION SELECT runs.id FROM runs JOIN tree ON runs.parent = tree.id)
     SELECT key, site, prompt, answer FROM inputs JOIN tree ON inputs.run = tree.id
     WHERE state = 'accepted' AND answer IS NOT NULL ORDER BY asked, inputs.id`,
    [run],
  );
  return ({ place, key, prompt }: { place: string; key: string; prompt: string }) => {
    const index = rows.findIndex(
      (row) => row.site === place && row.key === key && (row.prompt ?? "") === prompt,
    );
    return index < 0 ? undefined : rows.splice(index, 1)[0]?.answer;
  };
}
