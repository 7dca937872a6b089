/** Which alerts an event calls for. Pure. */
import { milliseconds } from "../engine/duration.js";
import type { AlertMessage } from "./message.js";
import type { Alert, Channel } from "./options.js";

/** A way for a message, and the alert that says so. */
export interface Outgoing {
  channel: Channel;
  alert: Alert;
}

/** @param alerts for `slow`, those whose time is over */
export function waysFor(alerts: readonly Alert[], event: AlertMessage["event"]): Outgoing[] {
  return alerts
    .filter(({ on = [] }) => event === "slow" || ([on].flat() as string[]).includes(event))
    .flatMap((alert) =>
      [alert.to].flat().map((channel) => ({ channel: channel as Channel, alert })),
    );
}

/** How many messages an alert allows, and in what time; the time in milliseconds. */
export function limitOf({ atMost }: Alert): { count: number; per: number } {
  return { count: atMost?.count ?? 10, per: milliseconds(atMost?.per ?? "1h") ?? 0 };
}
