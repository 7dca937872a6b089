/** The store of a dry run: earlier results are there, and nothing is written. */
import { existsSync } from "node:fs";
import type { Store } from "../engine/store.js";
import { openStore, storeFile } from "../store/index.js";

/** @param folder that of the store; it is not made where there is none */
export function readOnlyStore(folder: string): Store {
  return {
    ...(existsSync(storeFile(folder)) ? openStore({ folder, readOnly: true }) : emptyStore),
    ...ignored,
  };
}

const ignored = {
  flowRun() {},
  taskRun() {},
  log() {},
  artifact() {},
  flushOlderThan() {},
  flush() {},
  remember() {},
  forgetFiles() {},
  keepFiles() {},
  inputs: {
    ask() {},
    answerTo: () => undefined,
    refuse() {},
    settle() {},
    watch: () => () => {},
  },
  limits: { take: () => undefined, release() {}, leave() {}, watch: () => () => {} },
} satisfies Partial<Store>;

const emptyStore: Store = {
  ...ignored,
  cached: () => undefined,
  filesLeft: () => undefined,
  restorable: () => ({
    take: () => ({ reason: "nothing was recorded yet" }),
    answer: () => undefined,
  }),
  cancelRequested: () => false,
  close() {},
};
