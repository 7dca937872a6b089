import type { Store } from "../../runtime/src/engine/store.js";

/** A store that keeps nothing: the oracle watches events. */
export const forgetfulStore: Store = {
  flowRun() {},
  taskRun() {},
  log() {},
  artifact() {},
  flushOlderThan() {},
  flush() {},
  cached: () => undefined,
  remember() {},
  filesLeft: () => undefined,
  forgetFiles() {},
  keepFiles() {},
  restorable: () => ({
    take: () => ({ reason: "nothing is kept" }),
    answer: () => undefined,
  }),
  limits: { take: () => undefined, release() {}, leave() {}, watch: () => () => {} },
  inputs: {
    ask() {},
    answerTo: () => undefined,
    refuse() {},
    settle() {},
    watch: () => () => {},
  },
  cancelRequested: () => false,
  close() {},
};
