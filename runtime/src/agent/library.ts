import { type Connection, openHistory, sweep } from "../store/index.js";

/**
 * The store of a workspace over the life of an editor: it may not be there yet, be deleted, or be
 * replaced by another, and none of that is an error.
 */
export class Library {
  /** The store's folder; need not exist. */
  readonly folder: string;
  #connection: Connection | undefined;
  /** Counts the openings, so that a watcher sees that all it knew is void. */
  #opened = 0;
  /** Counts what this process changed itself, which SQLite does not tell it. */
  #ownChanges = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Undefined where nothing was recorded. @throws StoreError when the file cannot be used */
  current(): Connection | undefined {
    if (this.#connection?.isCurrent() === false) this.close();
    if (this.#connection === undefined) {
      this.#connection = openHistory(this.folder);
      if (this.#connection !== undefined) this.#opened += 1;
    }
    return this.#connection;
  }

  /** As {@link current}, with the runs of dead processes ended first. */
  swept(): Connection | undefined {
    const connection = this.current();
    if (connection !== undefined && sweep(connection).length > 0) this.changed();
    return connection;
  }

  /** To be called after a change of one's own. */
  changed(): void {
    this.#ownChanges += 1;
  }

  /** Differs whenever anything may have changed since. */
  version(): string {
    const connection = this.current();
    if (connection === undefined) return "none";
    return `${this.#opened} ${this.#ownChanges} ${connection.dataVersion()}`;
  }

  close(): void {
    this.#connection?.close();
    this.#connection = undefined;
  }
}
