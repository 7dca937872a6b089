/** Alerts on their way: noted in the store first, so that each goes once, whoever dies meanwhile. */
import {
  addAlert,
  adoptAlerts,
  alertsSince,
  type Connection,
  closeAlert,
  type StoredAlert,
} from "../store/index.js";
import { canDeliver, deliver, UndeliveredError, wayOf } from "./deliver.js";
import type { Happening } from "./happenings.js";
import type { AlertMessage } from "./message.js";
import type { Alert, Channel } from "./options.js";
import { limitOf, waysFor } from "./rules.js";

export interface OutboxOptions {
  connected: () => Connection;
  /** Is told how each delivery ended. */
  onDelivered: (end: DeliveryEnd) => void;
}

export interface DeliveryEnd {
  flow: string;
  way: string;
  title: string;
  /** Why it was not taken. */
  problem?: string;
  /** It may yet be: another process will try. */
  pending?: boolean;
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

  /** Sends what a process noted that did not live to send it, where this one has the secrets. */
  adopt(): void {
    const adopted = adoptAlerts(this.#options.connected(), (channel) =>
      canDeliver(JSON.parse(channel) as Channel),
    );
    for (const { id, channel, message } of adopted) {
      const delivery = { channel: JSON.parse(channel), message: JSON.parse(message) };
      this.#send({ id, ...delivery, retries: undefined });
    }
  }

  /**
   * Waits for what is under way, and then for the try that it is at. What was not taken stays noted,
   * for the next process that has this store.
   * @param grace milliseconds in which it may still be tried again
   */
  async close(grace = 0): Promise<void> {
    const timer = setTimeout(() => this.#stop.abort(), grace);
    await Promise.all(this.#underWay);
    clearTimeout(timer);
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
    return connection.write(() => {
      const time = Date.now();
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
    const told = { flow: message.flow, way: wayOf(channel), title: message.title };
    const delivery = deliver(channel, message, { retries, signal: this.#stop.signal })
      .then(
        () => undefined,
        (error: Error) => error,
      )
      .then((error) => {
        const pending = error instanceof UndeliveredError;
        onDelivered({
          ...told,
          ...(error ? { problem: error.message } : {}),
          ...(pending ? { pending } : {}),
        });
        if (!pending) closeAlert(connected(), id, error?.message);
      })
      // A store that cannot be written now: the row stays pending, and is sent again rather than lost.
      .catch(() => {})
      .finally(() => this.#underWay.delete(delivery));
    this.#underWay.add(delivery);
  }
}
