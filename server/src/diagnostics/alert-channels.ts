/** Where alerts go, as the runtime checks it when the module loads. */
import type { NestedRules } from "./nested-options.js";
import { isRecord, isText, literal, type OptionRule } from "./options-table.js";

const KINDS = ["webhook", "mail", "command", "desktop"];

const isMailbox = (value: unknown) => typeof value === "string" && value.includes("@");
const isFilledList = (value: unknown): value is unknown[] =>
  Array.isArray(value) && value.length > 0;

function address(scheme: RegExp, wants: string): OptionRule {
  return literal(wants, (value) => {
    const url = isText(value) && URL.canParse(value) ? new URL(value) : undefined;
    return url !== undefined && scheme.test(url.protocol);
  });
}

const mail: NestedRules = {
  options: {
    smtp: address(/^smtps?:$/, 'an smtp: or smtps: address, or env("SMTP_URL")'),
    from: literal('an address, such as "flows@example.com"', isMailbox),
    to: literal("an address, or a list of them", (value) =>
      isFilledList(value) ? value.every(isMailbox) : isMailbox(value),
    ),
  },
  whole(names) {
    const missing = ["smtp", "from", "to"].filter((name) => !names.includes(name));
    return missing.length === 0 ? undefined : `It must be { smtp, from, to }: give ${missing[0]}.`;
  },
};

const OPTIONS: Record<string, Record<string, OptionRule>> = {
  webhook: {
    webhook: address(/^https?:$/, 'an http address, or env("WEBHOOK_URL")'),
    template: literal('one of "slack", "discord", "teams", "json"', (value) =>
      ["slack", "discord", "teams", "json"].includes(value as string),
    ),
    headers: literal("an object", isRecord),
  },
  mail: { mail: literal("{ smtp, from, to }", isRecord) },
  command: {
    command: literal(
      'a program and its arguments, such as ["notify", "-u"]',
      (value) => isFilledList(value) && value.every(isText),
    ),
  },
  desktop: { desktop: literal("true", (value) => value === true) },
};

/** A channel goes one way, and each way has options of its own. */
export function channel(names: readonly string[]): NestedRules {
  const kinds = KINDS.filter((kind) => names.includes(kind));
  const [kind] = kinds;
  const isOne = kinds.length === 1 && kind !== undefined;
  return {
    options: isOne ? (OPTIONS[kind] ?? {}) : Object.assign({}, ...Object.values(OPTIONS)),
    whole: () =>
      isOne
        ? undefined
        : 'It must be one of { webhook }, { mail }, { command } and { desktop: true }, such as { webhook: env("SLACK_URL"), template: "slack" }.',
    nested: { mail: () => mail },
  };
}

/** Addresses whose path lets anybody post. */
const CAPABILITY_HOSTS =
  /(^|\.)(hooks\.slack\.com|discord(app)?\.com|webhook\.office\.com|logic\.azure\.com|pagerduty\.com|opsgenie\.com|hooks\.zapier\.com)$/;
/** So do those of chats that people run themselves: `/hooks/k3jd8f...`, or an identifier nobody can guess. */
const CAPABILITY_PATH =
  /^\/hooks\/[^/]|\/(?=[^/]*\d)(?=[^/]*[a-z])(?:[a-z\d]{20,}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?:\/|$)/i;
const SECRET_NAMES = /authori|auth(?!or)|cookie|key|token|secret|passw|pwd|signature|credential/i;

/** Whether an address lets whoever reads it post or send. */
export function isSecretAddress(value: unknown): boolean {
  if (typeof value !== "string" || !URL.canParse(value)) return false;
  const { password, search, hostname, pathname } = new URL(value);
  const lets = CAPABILITY_HOSTS.test(hostname) || CAPABILITY_PATH.test(pathname);
  return password !== "" || search !== "" || lets;
}

/** What is no text may be anything. */
export function isSecretHeader(name: string, value: unknown): boolean {
  if (typeof value !== "string") return value !== undefined;
  return SECRET_NAMES.test(name) || /^(basic|bearer) /i.test(value);
}
