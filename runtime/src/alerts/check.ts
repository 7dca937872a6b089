/** Refuses alerts that cannot be meant or give a secret away, when the module loads. */
import { inspect } from "node:util";
import { milliseconds } from "../engine/duration.js";
import { isEnvReference } from "./env.js";

const events = ["failure", "crash", "recovery", "missed"];
const whichRuns = ["unattended", "scheduled", "all"];
const templates = ["slack", "discord", "teams", "json"];
const channels = ["webhook", "mail", "command", "desktop"];

/**
 * @param option where it stands, as `alerts[0]`
 * @throws TypeError saying what is wrong and what would do; a secret is not repeated in it
 */
export function checkAlert(option: string, alert: unknown): void {
  if (!isRecord(alert)) throw wrong(option, alert, 'an object such as { on: "failure", to: ... }');
  checkNames(option, alert, ["on", "longerThan", "to", "runs", "atMost", "retries"]);
  const { on = [], longerThan, to, runs, atMost, retries } = alert;
  const listed = Array.isArray(on) ? on : [on];
  if (listed.length === 0 && longerThan === undefined) {
    throw new TypeError(`option \`${option}\` is on nothing: give \`on\` or \`longerThan\``);
  }
  for (const event of listed) {
    if (!events.includes(event)) throw wrong(`${option}.on`, event, oneOf(events));
  }
  if (longerThan !== undefined && !milliseconds(longerThan)) {
    throw wrong(`${option}.longerThan`, longerThan, 'seconds above 0, or a string such as "10m"');
  }
  if (runs !== undefined && !whichRuns.includes(runs as string)) {
    throw wrong(`${option}.runs`, runs, oneOf(whichRuns));
  }
  if (atMost !== undefined) checkLimit(`${option}.atMost`, atMost);
  if (retries !== undefined && !(Number.isInteger(retries) && (retries as number) >= 0)) {
    throw wrong(`${option}.retries`, retries, "a whole number from 0");
  }
  const targets = Array.isArray(to) ? to : to === undefined ? [] : [to];
  if (targets.length === 0) {
    throw new TypeError(`option \`${option}\` goes nowhere: give \`to\` ${oneOf(channels)}`);
  }
  for (const channel of targets) checkChannel(`${option}.to`, channel);
}

function checkNames(option: string, given: object, known: readonly string[]): void {
  const other = Object.keys(given).find((name) => !known.includes(name));
  if (other === undefined) return;
  throw new TypeError(`option \`${option}\` has no \`${other}\`: it knows ${known.join(", ")}`);
}

function checkLimit(option: string, limit: unknown): void {
  const { count, per } = isRecord(limit) ? limit : {};
  if (Number.isInteger(count) && (count as number) > 0 && milliseconds(per)) return;
  throw wrong(option, limit, 'a number and a time, such as { count: 10, per: "1h" }');
}

function checkChannel(option: string, channel: unknown): void {
  const kinds = isRecord(channel) ? channels.filter((kind) => kind in channel) : [];
  if (!isRecord(channel) || kinds.length !== 1) {
    const shape = '{ webhook: env("SLACK_URL"), template: "slack" }';
    throw new TypeError(
      `option \`${option}\` must be one of { webhook }, { mail }, { command } and { desktop: true }, such as ${shape}`,
    );
  }
  const [kind = ""] = kinds;
  checkNames(option, channel, kind === "webhook" ? ["webhook", "template", "headers"] : [kind]);
  if ("webhook" in channel) checkWebhook(option, channel);
  if ("mail" in channel) checkMail(`${option}.mail`, channel.mail);
  if ("command" in channel) {
    const { command } = channel;
    const isList = Array.isArray(command) && command.every((part) => typeof part === "string");
    if (!isList || command.length === 0) {
      throw wrong(
        `${option}.command`,
        command,
        'a program and its arguments, such as ["notify", "-u"]',
      );
    }
  }
  if ("desktop" in channel && channel.desktop !== true) {
    throw wrong(`${option}.desktop`, channel.desktop, "true, or leave it out");
  }
}

/** Headers that let somebody in; `X-Author` does not. */
const secretNames = /authori|auth(?!or)|cookie|key|token|secret|passw|pwd|signature|credential/i;

function checkWebhook(
  option: string,
  { webhook, template, headers }: Record<string, unknown>,
): void {
  checkUrl(`${option}.webhook`, webhook, /^https?:$/, "an http address", "WEBHOOK_URL");
  if (template !== undefined && !templates.includes(template as string)) {
    throw wrong(`${option}.template`, template, oneOf(templates));
  }
  if (headers !== undefined && !isRecord(headers))
    throw wrong(`${option}.headers`, headers, "an object");
  for (const [name, value] of Object.entries((headers as object | undefined) ?? {})) {
    if (isEnvReference(value)) continue;
    if (typeof value !== "string" || secretNames.test(name) || /^(basic|bearer) /i.test(value)) {
      throw new TypeError(
        `option \`${option}.headers\`: take \`${name}\` from the environment: ${name}: env("ALERT_TOKEN")`,
      );
    }
  }
}

function checkMail(option: string, mail: unknown): void {
  if (!isRecord(mail)) throw new TypeError(`option \`${option}\` must be { smtp, from, to }`);
  checkNames(option, mail, ["smtp", "from", "to"]);
  checkUrl(`${option}.smtp`, mail.smtp, /^smtps?:$/, "an smtp: or smtps: address", "SMTP_URL");
  if (typeof mail.from !== "string" || !mail.from.includes("@")) {
    throw wrong(`${option}.from`, mail.from, 'an address, such as "flows@example.com"');
  }
  const to = Array.isArray(mail.to) ? mail.to : [mail.to];
  if (to.length === 0 || !to.every((one) => typeof one === "string" && one.includes("@"))) {
    throw wrong(`${option}.to`, mail.to, "an address, or a list of them");
  }
}

/** Addresses whose path lets anybody post. */
const capabilityHosts =
  /(^|\.)(hooks\.slack\.com|discord(app)?\.com|webhook\.office\.com|logic\.azure\.com|pagerduty\.com|opsgenie\.com|hooks\.zapier\.com)$/;
/** So do those of chats that people run themselves: `/hooks/k3jd8f...`, or an identifier nobody can guess. */
const capabilityPath =
  /^\/hooks\/[^/]|\/(?=[^/]*\d)(?=[^/]*[a-z])(?:[a-z\d]{20,}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?:\/|$)/i;

function checkUrl(
  option: string,
  value: unknown,
  scheme: RegExp,
  wants: string,
  name: string,
): void {
  if (isEnvReference(value)) return;
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || !scheme.test(url.protocol)) {
    throw new TypeError(`option \`${option}\` is not ${wants}: give one, or env("${name}")`);
  }
  const lets = capabilityHosts.test(url.hostname) || capabilityPath.test(url.pathname);
  if (!url.password && !url.search && !lets) return;
  throw new TypeError(
    `option \`${option}\` holds a secret in plain text (for ${url.hostname}): put it in the environment, and write env("${name}")`,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function oneOf(values: readonly string[]): string {
  return `one of ${values.map((value) => `"${value}"`).join(", ")}`;
}

function wrong(option: string, value: unknown, wants: string): TypeError {
  return new TypeError(`option \`${option}\` is ${inspect(value, { depth: 1 })}: give ${wants}`);
}
