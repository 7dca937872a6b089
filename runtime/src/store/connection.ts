/** Opens the file, brings its tables up to date, and runs transactions on it. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import Database from "libsql";
import { StoreError, storeError } from "./errors.js";
import { storeFile } from "./location.js";
import { migrations } from "./schema.js";
import { whileBusy } from "./wait.js";

export type Value = string | number | bigint | null | Buffer;
export type Row = Record<string, Value>;

export interface Connection {
  readonly file: string;
  /** Inserts, updates, deletes; the statement is prepared once. @returns how many rows changed */
  run(sql: string, values?: Value[]): number;
  all<T = Row>(sql: string, values?: Value[]): T[];
  first<T = Row>(sql: string, values?: Value[]): T | undefined;
  /** Reads the file as it is at one moment, however many queries `work` makes. */
  read<T>(work: () => T): T;
  /** All of `work` or nothing of it, in a write transaction; waits for others that write. */
  write<T>(work: () => T): T;
  /** Changes whenever another connection, in any process, has committed. */
  dataVersion(): number;
  /** False once the file was deleted or replaced behind this connection. */
  isCurrent(): boolean;
  close(): void;
}

export interface ConnectOptions {
  /** Milliseconds to wait for another process's lock. Default 30,000. */
  patience?: number;
}

/**
 * Opens the store in `folder`, making both where they are missing.
 * @throws StoreError saying what is wrong with the file and what to do
 */
export function connect(folder: string, options: ConnectOptions = {}): Connection {
  const file = storeFile(folder);
  const patience = options.patience ?? 30_000;
  try {
    prepareFolder(folder);
    refuseUnreadable(file);
    return whileBusy(patience, () => open(file, patience));
  } catch (error) {
    throw storeError(file, error);
  }
}

function prepareFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const ignore = join(folder, ".gitignore");
  if (!existsSync(ignore)) writeFileSync(ignore, "*\n");
}

/** Looks at the header before SQLite opens the file, which may already write beside it. */
function refuseUnreadable(file: string): void {
  if (!statSync(file, { throwIfNoEntry: false })?.size) return;
  const header = Buffer.alloc(100);
  const descriptor = openSync(file, "r");
  readSync(descriptor, header);
  closeSync(descriptor);
  if (header.toString("latin1", 0, 16) !== "SQLite format 3\0") {
    throw Object.assign(new Error("file is not a database"), { code: "SQLITE_NOTADB" });
  }
  refuseNewer(header.readUInt32BE(60), file);
}

function open(file: string, patience: number): Connection {
  const db = new Database(file, { timeout: Math.min(patience, 5_000) });
  try {
    refuseNewer(userVersion(db), file);
    migrate(db, file);
    // Durable against a killed process; a power cut may cost the last commits, never the file.
    db.exec("PRAGMA synchronous = NORMAL");
    // Fewer, larger checkpoints: each ends in an fsync (measured: 6.0 -> 5.1 us a task run).
    db.prepare("PRAGMA wal_autocheckpoint = 4000").all();
  } catch (error) {
    db.close();
    throw error;
  }
  return connection(db, file, patience);
}

function userVersion(db: Database.Database): number {
  const [row] = db.prepare("PRAGMA user_version").all() as { user_version: number }[];
  return row?.user_version ?? 0;
}

function refuseNewer(version: number, file: string): void {
  if (version <= migrations.length) return;
  throw new StoreError(
    "STORE_NEWER",
    file,
    `the store ${file} was written by a newer millrace (format ${version}; this one knows up to ${migrations.length}). Nothing was changed. Update millrace (npm install millrace@latest), or set MILLRACE_HOME to another folder.`,
  );
}

function migrate(db: Database.Database, file: string): void {
  if (userVersion(db) === migrations.length) return;
  // Both must come before the first table; neither can run inside a transaction.
  db.exec("PRAGMA auto_vacuum = INCREMENTAL");
  db.prepare("PRAGMA journal_mode = WAL").all();
  db.exec("BEGIN IMMEDIATE");
  try {
    // Another process may have migrated, even beyond us, while this one waited for the lock.
    refuseNewer(userVersion(db), file);
    for (let version = userVersion(db); version < migrations.length; version += 1) {
      db.exec(migrations[version] as string);
    }
    db.exec(`PRAGMA user_version = ${migrations.length}`);
    db.exec("COMMIT");
  } catch (error) {
    rollback(db);
    throw error;
  }
}

/** A longer write-ahead log would slow down whoever opens the file next. In bytes. */
const longWal = 1_000_000;

function walSize(file: string): number {
  return statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
}

/** Moves the log into the file, unless others use it: then they will. */
function checkpoint(db: Database.Database): void {
  try {
    db.prepare("PRAGMA busy_timeout = 0").all();
    db.prepare("PRAGMA wal_checkpoint(TRUNCATE)").all();
  } catch {
    // What is committed is safe in the log.
  }
}

/** Thrown by the work within a transaction, not by SQLite or the file system. */
function isForeign(error: unknown): boolean {
  return !/^(SQLITE_|E[A-Z]+$)/.test(String((error as { code?: unknown } | undefined)?.code));
}

function rollback(db: Database.Database): void {
  // A failed commit may already have rolled back (a full disk does).
  if (db.inTransaction) db.exec("ROLLBACK");
}

function connection(db: Database.Database, file: string, patience: number): Connection {
  const statements = new Map<string, Database.Statement>();
  const prepared = (sql: string) => {
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = db.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };
  const guarded = <T>(work: () => T): T => {
    try {
      return db.inTransaction ? work() : whileBusy(patience, work);
    } catch (error) {
      throw isForeign(error) ? error : storeError(file, error);
    }
  };
  const all = <T>(sql: string, values: Value[] = []) =>
    guarded(() => prepared(sql).all(values as never) as T[]);
  const transaction = <T>(begin: string, work: () => T) =>
    guarded(() => {
      db.exec(begin);
      try {
        const result = work();
        db.exec("COMMIT");
        return result;
      } catch (error) {
        rollback(db);
        throw error;
      }
    });
  const inode = statSync(file).ino;

  return {
    file,
    run: (sql, values = []) =>
      guarded(() => Number((prepared(sql).run(values as never) as { changes: number }).changes)),
    all,
    first: <T>(sql: string, values?: Value[]) => all<T>(sql, values)[0],
    read: (work) => transaction("BEGIN", work),
    write: (work) => transaction("BEGIN IMMEDIATE", work),
    dataVersion: () => all<{ data_version: number }>("PRAGMA data_version")[0]?.data_version ?? 0,
    isCurrent: () => statSync(file, { throwIfNoEntry: false })?.ino === inode,
    close() {
      if (walSize(file) > longWal) checkpoint(db);
      statements.clear();
      db.close();
    },
  };
}
