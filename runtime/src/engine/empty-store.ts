/** Stores that keep nothing: what is written to them goes nowhere, and nothing was recorded before. */
import type { Store } from "./store.js";

/** The writing half of a store, without effect. */
export const ignored = {
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
  limits: {
    take: () => undefined,
    release() {},
    leave() {},
    stands: () => [],
    watch: () => () => {},
  },
} satisfies Partial<Store>;

export const emptyStore: Store = {
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
