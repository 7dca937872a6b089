import { isSecretAddress, isSecretHeader } from "../alert-channels.js";
import { importing, replacing } from "../fixes.js";
import type { Fix, Found, Rule } from "../rule.js";
import type { Subject } from "../subject.js";
import {
  configObject,
  entriesOf,
  entry,
  type OptionEntry,
  type OptionsObject,
  objectsOption,
  optionsObjects,
} from "../syntax/options.js";

/** MR506 */
export const secretInAlert: Rule = {
  code: "MR506",
  name: "secret-in-alert",
  severity: "error",
  summary: "The address or a header of an alert holds a secret in plain text",
  *find(subject) {
    for (const { entry, variable, isSecret } of candidates(subject)) {
      const { literal } = entry;
      if (literal.kind === "value" && isSecret(literal.value))
        yield found(subject, entry, variable);
    }
  },
};

/** A value that may hold a secret: an address, or a header of a webhook. */
interface Candidate {
  entry: OptionEntry;
  /** Of the environment, to take the value from. */
  variable: string;
  isSecret(value: unknown): boolean;
}

function candidates(subject: Subject): Candidate[] {
  const config = configObject(subject);
  const owners = [
    ...optionsObjects(subject).filter(({ kind }) => kind === "flow"),
    ...(config ? [entriesOf(config)] : []),
  ];
  const channels = owners
    .flatMap((owner) => inside(owner, "alerts"))
    .flatMap((alert) => inside(alert, "to"));
  return channels.flatMap((channel) => [
    ...address(channel, "webhook", "WEBHOOK_URL"),
    ...inside(channel, "mail").flatMap((mail) => address(mail, "smtp", "SMTP_URL")),
    ...inside(channel, "headers").flatMap(({ entries }) => entries.map(header)),
  ]);
}

type Entries = Pick<OptionsObject, "entries">;

function inside(options: Entries, name: string): Entries[] {
  return objectsOption(options, name).map(entriesOf);
}

function address(options: Entries, name: string, variable: string): Candidate[] {
  const found = entry(options, name);
  return found ? [{ entry: found, variable, isSecret: isSecretAddress }] : [];
}

function header(entry: OptionEntry): Candidate {
  const isSecret = (value: unknown) => isSecretHeader(entry.name, value);
  return { entry, variable: "ALERT_TOKEN", isSecret };
}

/** The secret is not repeated: what `check` prints may be kept by whoever ran it. */
function found(subject: Subject, { name, value, property }: OptionEntry, variable: string): Found {
  return {
    message: `'${name}' holds a secret in plain text: put it in the environment, and write env("${variable}"). The file will not load.`,
    range: subject.range(value ?? property),
    fixes: value ? fixes(subject, value, variable) : [],
  };
}

function fixes(
  subject: Subject,
  value: NonNullable<OptionEntry["value"]>,
  variable: string,
): Fix[] {
  const imports = importing(subject, "env");
  if (!imports) return [];
  const edits = [...imports, replacing(subject, value, `env("${variable}")`)];
  return [{ title: `Take it from the environment: env("${variable}")`, edits, preferred: true }];
}
