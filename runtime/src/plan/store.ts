/** The store of a dry run: earlier results are there, and nothing is written. */
import { existsSync } from "node:fs";
import { emptyStore, ignored } from "../engine/empty-store.js";
import type { Store } from "../engine/store.js";
import { openStore, storeFile } from "../store/index.js";

/** @param folder that of the store; it is not made where there is none */
export function readOnlyStore(folder: string): Store {
  return {
    ...(existsSync(storeFile(folder)) ? openStore({ folder, readOnly: true }) : emptyStore),
    ...ignored,
  };
}
