/** Rates under a simulated clock that people, time servers and restarts interfere with. */
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import type { Moment } from "../../../runtime/src/processes/clock.js";
import { type Connection, connect } from "../../../runtime/src/store/connection.js";
import { createLimitLedger } from "../../../runtime/src/store/limit-ledger.js";
import { temporaryFolder } from "../store/workspace.js";

type Step =
  | { kind: "wait"; ms: number }
  | { kind: "start" }
  /** Somebody sets the clock of the machine. */
  | { kind: "set-clock"; by: number }
  | { kind: "restart"; offFor: number };

const starting = fc.constant<Step>({ kind: "start" });
const waiting = fc.nat({ max: 2_500 }).map((ms): Step => ({ kind: "wait", ms }));
const setting = fc.integer({ min: -1e7, max: 1e7 }).map((by): Step => ({ kind: "set-clock", by }));
const restarting = fc.nat({ max: 9_000 }).map((offFor): Step => ({ kind: "restart", offFor }));

/** A machine as it really is, and as it believes itself to be. */
class Machine {
  real = 1e12;
  #offset = 0;
  #boots = 1;
  #bootedAt = 1e12 - 5e6;

  now = (): Moment => ({
    boot: `boot ${this.#boots}`,
    uptime: this.real - this.#bootedAt,
    wall: this.real + this.#offset,
  });

  do(step: Exclude<Step, { kind: "start" }>): void {
    if (step.kind === "wait") this.real += step.ms;
    else if (step.kind === "set-clock") this.#offset += step.by;
    else {
      this.real += step.offFor;
      this.#boots += 1;
      this.#bootedAt = this.real;
    }
  }
}

let file: Connection;

/** @returns when starts were allowed, in real time */
function startsOf(steps: readonly Step[], starts: number, per: number): number[] {
  const machine = new Machine();
  const ledger = createLimitLedger(() => file, machine.now);
  const wants = [{ name: "api", rate: { starts, per }, borrowed: false }];
  const allowed: number[] = [];
  for (const [index, step] of steps.entries()) {
    if (step.kind !== "start") machine.do(step);
    else if (
      ledger.take({ holder: `t${index}`, run: "r", wants, waiting: 1, again: false }) === undefined
    ) {
      allowed.push(machine.real);
    }
  }
  return allowed;
}

function open(): void {
  file = connect(join(temporaryFolder(), ".millrace"));
  onTestFinished(() => file.close());
}

const clear = () => {
  for (const table of ["rate_starts", "limits", "limit_queue"]) file.run(`DELETE FROM ${table}`);
};

function mostInAnySpan(times: readonly number[], per: number): number {
  return Math.max(
    0,
    ...times.map((from) => times.filter((time) => time >= from && time < from + per).length),
  );
}

/** Whatever happens, among it what is seldom, no span of `per` milliseconds has more starts than its rate. */
function keepsRate(seldom: fc.Arbitrary<Step>, per: number): void {
  const steps = fc.array(
    fc.oneof(
      { weight: 6, arbitrary: starting },
      { weight: 3, arbitrary: waiting },
      { weight: 1, arbitrary: seldom },
    ),
    { minLength: 20, maxLength: 60 },
  );
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 5 }), (happening, starts) => {
      clear();
      expect(mostInAnySpan(startsOf(happening, starts, per), per)).toBeLessThanOrEqual(starts);
    }),
    { numRuns: 150 },
  );
}

test("no span of time ever has more starts than the rate allows, while the clock is set as it likes", () => {
  open();
  keepsRate(setting, 1_000);
});

test("nor across restarts of a machine whose clock is left alone", () => {
  open();
  keepsRate(restarting, 5_000);
});

test("nothing waits for longer than the span, whatever was done to the clock", () => {
  open();
  const wild = fc.array(fc.oneof(starting, waiting, setting, restarting), { maxLength: 30 });
  fc.assert(
    fc.property(wild, (steps) => {
      clear();
      // A start that is refused notices a clock that was put back; one span later there is room.
      const tail: Step[] = [{ kind: "start" }, { kind: "wait", ms: 1_000 }, { kind: "start" }];
      const before = startsOf(steps, 2, 1_000).length;
      clear();
      expect(startsOf([...steps, ...tail], 2, 1_000).length).toBeGreaterThan(before);
    }),
    { numRuns: 150 },
  );
});
