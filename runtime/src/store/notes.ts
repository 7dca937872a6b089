/** Logs and artifacts as rows. */
import type { LogLevel } from "@millrace/protocol";
import type { ArtifactRecord, LogRecord } from "../engine/record.js";
import { decode, encode } from "./codec.js";
import type { Connection, Row } from "./connection.js";
import { UnstorableResultError } from "./errors.js";

export function insertLog(connection: Connection, entry: LogRecord): void {
  connection.run(
    `INSERT OR REPLACE INTO logs (run, seq, task, time, level, message, source)
     VALUES (?,?,?,?,?,?,?)`,
    [
      entry.run,
      entry.seq,
      entry.task ?? null,
      entry.time,
      entry.level,
      entry.message,
      entry.source === undefined ? null : JSON.stringify(entry.source),
    ],
  );
}

export function readLogRow(row: Row): LogRecord {
  return {
    run: row.run as string,
    seq: row.seq as number,
    time: row.time as number,
    level: row.level as LogLevel,
    message: row.message as string,
    ...(row.task === null ? {} : { task: row.task as string }),
    ...(row.source === null ? {} : { source: JSON.parse(row.source as string) }),
  };
}

export function insertArtifact(connection: Connection, artifact: ArtifactRecord): void {
  connection.run(
    `INSERT OR REPLACE INTO artifacts (run, key, task, kind, time, value) VALUES (?,?,?,?,?,?)`,
    [
      artifact.run,
      artifact.key,
      artifact.task ?? null,
      artifact.kind,
      artifact.time,
      encodeShown(artifact.value),
    ],
  );
}

/** An artifact is for looking at: where it cannot be kept, the reason is what there is to see. */
function encodeShown(value: unknown): string {
  try {
    return encode(value);
  } catch (error) {
    if (!(error instanceof UnstorableResultError)) throw error;
    return encode(`(${error.message})`);
  }
}

export function readArtifactRow(row: Row): ArtifactRecord {
  return {
    run: row.run as string,
    key: row.key as string,
    kind: row.kind as ArtifactRecord["kind"],
    time: row.time as number,
    value: decode(row.value as string),
    ...(row.task === null ? {} : { task: row.task as string }),
  };
}
