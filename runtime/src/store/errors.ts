/** What can go wrong with the store, each with a code that callers may branch on. */

export type StoreErrorCode =
  | "STORE_NEWER"
  | "STORE_READ_ONLY"
  | "STORE_FULL"
  | "STORE_CORRUPT"
  | "STORE_BUSY"
  | "STORE_UNREADABLE";

/** The store cannot be opened, read or written. The message names the file and the remedy. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;
  /** Absolute path of the database file. */
  readonly file: string;

  constructor(code: StoreErrorCode, file: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.file = file;
  }
}

/** A value holds something that no file can keep, such as a function or an open socket. */
export class UnstorableResultError extends Error {
  override readonly name = "UnstorableResultError";
  readonly code = "UNSTORABLE_RESULT";
  /** Where in the value, as `.rows[0].close`; empty for the value itself. */
  readonly path: string;

  constructor(message: string, path: string, cause?: unknown) {
    super(message, { cause });
    this.path = path;
  }
}

/** No run, or more than one, has an id that starts like this. */
export class UnknownRunError extends Error {
  override readonly name = "UnknownRunError";
  readonly code = "UNKNOWN_RUN";
  /** Ids a person may have meant, nearest first. */
  readonly nearest: readonly string[];

  constructor(message: string, nearest: readonly string[]) {
    super(message);
    this.nearest = nearest;
  }
}

/** The run is still going on and what was asked needs it to have ended. */
export class LiveRunError extends Error {
  override readonly name = "LiveRunError";
  readonly code = "LIVE_RUN";
}

/** The code SQLite or the operating system gave, where there is one. */
function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | undefined)?.code ?? "");
}

/** Somebody else holds the lock; waiting helps. */
export function isBusy(error: unknown): boolean {
  if (/^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(codeOf(error))) return true;
  return /: (5|6|15)"\)$/.test(String((error as Error)?.message));
}

/** Says what a failure of SQLite or of the file system means for a person. */
export function storeError(file: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = codeOf(error);
  const reason = error instanceof Error ? error.message : String(error);
  // Failing to open gives no code, only SQLite's number at the end of the message.
  const opening = /ConnectionFailed\(.*: (\d+)"\)$/.exec(reason)?.[1];
  if (isBusy(error)) {
    return new StoreError(
      "STORE_BUSY",
      file,
      `the store ${file} was locked by another process for too long (${reason}). Look for a stopped or hanging millrace process, then try again.`,
      error,
    );
  }
  if (/^SQLITE_(FULL|IOERR)/.test(code) || /^(ENOSPC|EFBIG|EDQUOT)$/.test(code)) {
    return new StoreError(
      "STORE_FULL",
      file,
      `cannot write to the store ${file}: the disk is full or failing (${reason}). Free some space (\`millrace runs rm --older-than 30d\` shrinks the store); what is not written yet is kept in memory and tried again.`,
      error,
    );
  }
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return new StoreError(
      "STORE_CORRUPT",
      file,
      `the store ${file} is damaged (${reason}). Nothing was changed. Move it away (mv "${file}" "${file}.damaged") and run again: a new store is made. \`sqlite3 "${file}.damaged" .recover\` may bring the old runs back.`,
      error,
    );
  }
  if (
    /^SQLITE_(READONLY|PERM|CANTOPEN|AUTH)|^(EACCES|EPERM|EROFS)$/.test(code) ||
    opening === "14"
  ) {
    return new StoreError(
      "STORE_READ_ONLY",
      file,
      `cannot write to the store ${file} (${reason}). Make the folder and the file writable for this user, or set MILLRACE_HOME to a folder that is.`,
      error,
    );
  }
  return new StoreError(
    "STORE_UNREADABLE",
    file,
    `cannot use the store ${file} (${reason}). Check the path, or set MILLRACE_HOME to another folder.`,
    error,
  );
}
