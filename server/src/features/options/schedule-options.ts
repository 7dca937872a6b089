import type { OptionDoc } from "./catalogue.js";

/** The options of one schedule of a flow. */
export const scheduleOptions: readonly OptionDoc[] = [
  {
    name: "cron",
    type: "string",
    doc: "At the times a cron expression names: minute, hour, day of month, month, day of week. Six fields: seconds first.",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a snippet.
    snippet: '"${1:0} ${2:6} ${3:*} ${4:*} ${5:*}"',
    values: ['"0 6 * * *"', '"*/15 * * * *"', '"0 6 * * 1-5"', '"@daily"'],
  },
  {
    name: "every",
    type: "number | string",
    doc: 'Always the same time apart: seconds, or a string such as `"15m"`.',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a snippet.
    snippet: '"${1:15m}"',
    values: ['"1m"', '"15m"', '"1h"', '"1d"'],
  },
  {
    name: "rrule",
    type: "string",
    doc: "At the dates of a recurrence rule of RFC 5545, as calendars have them.",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of a snippet.
    snippet: '"${1:FREQ=WEEKLY;BYDAY=MO}"',
  },
  {
    name: "timezone",
    type: "string",
    doc: 'IANA name, such as `"Europe/Berlin"`. Default: that of the machine.',
    snippet: '"$1"',
    values: ['"UTC"', `"${Intl.DateTimeFormat().resolvedOptions().timeZone}"`],
  },
  {
    name: "anchor",
    type: "Date | string",
    doc: "Slots of `every` are whole intervals away from here. Default: 1970-01-01T00:00:00Z.",
    snippet: '"$1"',
  },
  {
    name: "name",
    type: "string",
    doc: "Tells schedules of one flow apart, and keeps what is known of it when its times are changed.",
    snippet: '"$1"',
  },
  {
    name: "parameters",
    type: "object",
    doc: "The flow's parameters in these runs, by name.",
    snippet: "{ $1 }",
  },
  {
    name: "active",
    type: "boolean",
    doc: "Default true.",
    snippet: "false",
    values: ["true", "false"],
  },
  {
    name: "catchUp",
    type: '"none" | "last" | "all"',
    doc: 'What to do with slots that passed while nothing ran. Default `"none"`.',
    snippet: '"$1"',
    values: ['"none"', '"last"', '"all"'],
  },
  {
    name: "overlap",
    type: '"allow" | "skip" | "queue" | "cancel-running"',
    doc: 'What to do when a slot comes while a run of the same schedule still goes on. Default `"allow"`.',
    snippet: '"$1"',
    values: ['"allow"', '"skip"', '"queue"', '"cancel-running"'],
  },
];
