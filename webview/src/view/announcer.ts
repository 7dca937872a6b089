/** What is said aloud: progress at most every two seconds, a failure at once and once. */
import type { InputRequest } from "@millrace/protocol";
import { formatCount } from "../model/format.js";
import type { Session } from "../model/session.js";
import { statusOf, statusWord } from "../model/status.js";
import { byId } from "./element.js";

const PAUSE = 2000;

export class Announcer {
  private readonly polite = byId("polite");
  private readonly assertive = byId("assertive");
  private last = 0;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private said = "";
  private failedRun: string | undefined;

  constructor(private readonly session: Session) {}

  /** Task states changed. */
  progress(): void {
    const { run, tasks } = this.session;
    if (!run) return;
    const failure = tasks.failures > 0 ? tasks.firstFailed() : undefined;
    if (failure && this.failedRun !== run.id) {
      this.failedRun = run.id;
      this.assertive.textContent = `${failure.name} failed: ${failure.error?.message ?? failure.state.message ?? "no message"}`;
    }
    this.waiting ??= setTimeout(
      () => {
        this.waiting = undefined;
        this.say(this.summary());
      },
      Math.max(0, this.last + PAUSE - Date.now()),
    );
  }

  /** The run asks a person for something: at once, for it waits. */
  ask({ prompt, key }: InputRequest): void {
    this.assertive.textContent = `Press A to answer. The run waits for you: ${prompt ?? key}`;
  }

  say(text: string): void {
    if (text === this.said) return;
    this.last = Date.now();
    this.said = text;
    this.polite.textContent = text;
  }

  private summary(): string {
    const { run, tasks } = this.session;
    if (!run) return "";
    const failed = tasks.failures > 0 ? `, ${formatCount(tasks.failures)} failed` : "";
    const state = run.ended === undefined ? "" : `Run ${statusWord(statusOf(run.state))}. `;
    return `${state}${formatCount(tasks.done)} of ${formatCount(tasks.total)} done${failed}`;
  }
}
