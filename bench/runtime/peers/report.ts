import { timed } from "../../measure/time.js";

/** What each peer is asked: the same three questions as Millrace. */
export interface PeerReport {
  /** Milliseconds a task, all started at once. */
  taskMappedMs: number;
  /** Milliseconds a task, each awaited before the next. */
  taskAwaitedMs: number;
  /** Milliseconds a run of a flow that does nothing; absent where there is no such thing. */
  emptyFlowMs?: number;
}

/** Milliseconds that each of `count` parts of the work took. */
export async function eachMs(count: number, work: () => PromiseLike<unknown>): Promise<number> {
  return (await timed(work)) / count;
}
