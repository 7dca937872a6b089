import type { StateName } from "@millrace/protocol";
import { expect, test } from "vitest";
import { stateText } from "../../client/src/state-text.js";
import { stateText as serverText } from "../../server/src/features/state-text.js";

/** Of every name, for the type says so. */
const TEXTS: Record<StateName, string> = {
  Scheduled: "Scheduled",
  Late: "Late",
  AwaitingRetry: "Awaiting retry",
  AwaitingConcurrencySlot: "Awaiting concurrency slot",
  Pending: "Pending",
  Running: "Running",
  Retrying: "Retrying",
  Paused: "Paused",
  Completed: "Completed",
  Cached: "Cached",
  Restored: "Restored",
  Failed: "Failed",
  TimedOut: "Timed out",
  UpstreamFailed: "Upstream failed",
  Crashed: "Crashed",
  Cancelling: "Cancelling",
  Cancelled: "Cancelled",
};

test.each(Object.entries(TEXTS))("%s is said %s, in lenses as in lists", (name, text) => {
  expect(stateText(name as StateName)).toBe(text);
  expect(serverText(name as StateName)).toBe(text);
});
