import { existsSync } from "node:fs";
import { type Connection, connect } from "./connection.js";
import { storeFile } from "./location.js";
import { sweep, type Witness } from "./sweep.js";

/**
 * Opens the store for reading what was recorded. Runs whose process is gone are found and ended
 * first. Undefined where there is no store: looking makes no file.
 * @throws StoreError when the file cannot be used, with the reason and the remedy
 */
export function openHistory(folder: string, witness?: Witness): Connection | undefined {
  if (!existsSync(storeFile(folder))) return undefined;
  const connection = connect(folder);
  sweep(connection, witness);
  return connection;
}
