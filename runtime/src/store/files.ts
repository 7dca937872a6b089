/** What tasks left of their files. The last one to write wins. */
import type { TaskRunId } from "@millrace/protocol";
import type { FileRecords, FilesLeft } from "../engine/store.js";
import { decode, encode } from "./codec.js";
import type { Connection } from "./connection.js";
import { UnstorableResultError } from "./errors.js";
import { noteUse } from "./last-use.js";
import type { Write } from "./recorder.js";

interface Entry {
  from: TaskRunId;
  /** JSON; null while a run goes on, and after one that did not end well. */
  traces: string | null;
  value: string | null;
  problem: string | null;
  /** When it was last looked at; absent where it is yet to be written. */
  used?: number;
}

export function createFileRecords(
  connected: () => Connection,
  enqueue: (write: Write) => void,
): FileRecords {
  /** Written within the next commit, and to be found before. */
  const pending = new Map<string, Entry>();

  function find(key: string): Entry | undefined {
    return (
      pending.get(key) ??
      connected().first<Entry>(
        "SELECT from_task AS [from], traces, value, problem, used FROM files WHERE key = ?",
        [key],
      )
    );
  }

  function keep(key: string, entry: Entry): void {
    pending.set(key, entry);
    enqueue({
      write: (connection) =>
        connection.run(
          "INSERT OR REPLACE INTO files (key, from_task, used, traces, value, problem) VALUES (?,?,?,?,?,?)",
          [key, entry.from, Date.now(), entry.traces, entry.value, entry.problem],
        ),
      committed() {
        if (pending.get(key) === entry) pending.delete(key);
      },
    });
  }

  return {
    filesLeft(key) {
      const entry = find(key);
      if (entry?.used !== undefined) noteUse(enqueue, "files", key, entry.used);
      return entry && read(entry);
    },
    forgetFiles(key, from) {
      keep(key, { from, traces: null, value: null, problem: null });
    },
    keepFiles(key, from, left, result) {
      const kept = result === undefined ? find(key) : stored(result.value);
      // Another run may have begun since the files were looked at: then they are its.
      if (kept === undefined || (result === undefined && (kept as Entry).traces === null)) return;
      const { value, problem } = kept;
      keep(key, { from, traces: JSON.stringify(left), value, problem });
    },
  };
}

function read({ from, traces, value, problem }: Entry): FilesLeft {
  if (traces === null) return { begun: from };
  const there = { left: JSON.parse(traces) as object };
  return value === null ? { ...there, problem: problem ?? "" } : { ...there, value: decode(value) };
}

function stored(value: unknown): Pick<Entry, "value" | "problem"> {
  try {
    return { value: encode(value), problem: null };
  } catch (error) {
    if (!(error instanceof UnstorableResultError)) throw error;
    return { value: null, problem: error.message };
  }
}
