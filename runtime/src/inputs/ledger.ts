/** What is asked of the place where requests for input are kept: `runtime/src/store` implements it. */
import type { InputRequest, InputRequestId, InputSettled, RunId } from "@millrace/protocol";

/** A request as the run that asks knows it. */
export interface AskedInput extends InputRequest {
  /** Where it is asked: what finds its answer again in a retry. */
  site: string;
  /** Of the event that tells of it. */
  seq: number;
}

export interface Settlement {
  run: RunId;
  /** The answer that was taken, as JSON. */
  answer: string | undefined;
  outcome: InputSettled["outcome"];
  seq: number;
  time: number;
}

export interface InputLedger {
  ask(input: AskedInput): void;
  /** What somebody has answered and nobody has looked at yet, as JSON. */
  answerTo(request: InputRequestId): string | undefined;
  /** The answer will not do: the request is open again, and whoever answered is told why. */
  refuse(request: InputRequestId, problem: string): void;
  settle(request: InputRequestId, settlement: Settlement): void;
  /** Calls back soon after any process may have changed anything. @returns how to stop that */
  watch(changed: () => void): () => void;
}
