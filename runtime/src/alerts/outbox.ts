/** Alerts on their way: noted in the store first, so that each goes once, whoever dies meanwhile. */
import {
  addAlert,
  adoptAlerts,
  alertsSince,
  type Connection,
  closeAlert,
  type StoredAlert,
} from "../store/index.js";
import { deliver, wayOf } from "./deliver.js";
import type { AlertMessage } from "./message.js";
import type { Alert, Channel } from "./options.js";
import { limitOf, waysFor } from "./rules.js";

/** What happened, to which flow; `subject` is the same in every process that notices. */
export interface Happening {
  subject: string;
  flowKey: string;
  message: AlertMessage;
}

export interface OutboxOptions {
  connected: () => Connection;
  /** Is told how each delivery ended. */
  onDelivered: (flow: string, way: string, problem: string | undefined) => void;
}

interface Delivery {
  id: string;
  channel: Channel;
  message: AlertMessage;
  retries: number | undefined;
}

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #stop = new AbortController();
  readonly #underWay = new Set<Promise<void>>();

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  /** Tells of something, each way once, and no more often than the alert allows. */
  tell(alerts: readonly Alert[], { subject, flowKey, message }: Happening): void {
    const seen = new Map<string, number>();
    for (const { channel, alert } of waysFor(alerts, message.event)) {
      const way = wayOf(channel);
      const ordinal = (seen.get(way) ?? 0) + 1;
      seen.set(way, ordinal);
      const id = `${subject} ${message.event} ${way}${ordinal === 1 ? "" : `#${ordinal}`}`;
      const noted = this.#note({ id, flowKey, way, message, channel }, limitOf(alert));
      if (noted) this.#send({ id, channel, message: noted, retries: alert.retries });
    }
  }

  /** Sends what a process noted that did not live to send it. */
  adopt(): void {
    for (const { id, channel, message } of adoptAlerts(this.#options.connected())) {
      const delivery = { channel: JSON.parse(channel), message: JSON.parse(message) };
      this.#send({ id, ...delivery, retries: undefined });
    }
  }

  /** Waits for what is under way, each for one try at most. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#underWay);
  }

  /** @returns the message to send; undefined where it is known, or one too many */
  #note(
    {
      id,
      flowKey,
      way,
      message,
      channel,
    }: Pick<StoredAlert, "id" | "flowKey" | "way"> & {
      message: AlertMessage;
      channel: Channel;
    },
    limit: { count: number; per: number },
  ): AlertMessage | undefined {
    const connection = this.#options.connected();
    const time = Date.now();
    return connection.write(() => {
      const { sent, heldBack } = alertsSince(connection, flowKey, way, time - limit.per);
      const full = sent >= limit.count;
      const told = heldBack > 0 && !full ? { ...message, heldBack } : message;
      const toEditor = "desktop" in channel;
      const state = full ? "held-back" : toEditor ? "sent" : "pending";
      const texts = { message: JSON.stringify(told), channel: JSON.stringify(channel) };
      const isNew = addAlert(connection, { id, flowKey, way, state, time, ...texts });
      return isNew && state === "pending" ? told : undefined;
    });
  }

  #send({ id, channel, message, retries }: Delivery): void {
    const { connected, onDelivered } = this.#options;
    const way = wayOf(channel);
    const delivery = deliver(channel, message, { retries, signal: this.#stop.signal })
      .then(
        () => undefined,
        (error: Error) => error.message,
      )
      .then((problem) => {
        onDelivered(message.flow, way, problem);
        closeAlert(connected(), id, problem);
      })
      // A store that cannot be written now: the row stays pending, and is sent again rather than lost.
      .catch(() => {})
      .finally(() => this.#underWay.delete(delivery));
    this.#underWay.add(delivery);
  }
}
