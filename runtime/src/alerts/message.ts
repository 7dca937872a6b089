/** What an alert says, in the shape each service takes. Pure. */
import type { RunId, StateName } from "@millrace/protocol";
import type { AlertEvent, WebhookChannel } from "./options.js";

export interface AlertMessage {
  event: AlertEvent | "slow" | "test";
  /** One line. */
  title: string;
  text: string;
  flow: string;
  /** The flow's file, relative to the workspace root. */
  file: string;
  run?: RunId;
  state?: StateName;
  schedule?: string;
  /** ISO 8601. */
  slot?: string;
  /** ISO 8601. */
  time: string;
  /** How many messages before this one were held back, because there were too many. */
  heldBack?: number;
}

/** Red, amber, green, as 0xRRGGBB. */
const colors: Record<AlertMessage["event"], number> = {
  failure: 0xd13438,
  crash: 0xd13438,
  missed: 0xf2a900,
  slow: 0xf2a900,
  recovery: 0x2e8b57,
  test: 0x2f6fde,
};

export function bodyOf(template: WebhookChannel["template"], message: AlertMessage): object {
  if (template === "slack") return slack(message);
  if (template === "discord") return discord(message);
  return template === "teams" ? teams(message) : message;
}

/** The text, what is known besides, and what was held back. */
export function plainText(message: AlertMessage): string {
  const facts = factsOf(message).map(([name, value]) => `${name}: ${value}`);
  return [message.text, "", ...facts].join("\n");
}

function factsOf(message: AlertMessage): [name: string, value: string][] {
  const { file, run, schedule, slot, heldBack } = message;
  const facts: [string, string | undefined][] = [
    ["Run", run],
    ["Look", run && `millrace runs show ${run}`],
    ["File", file],
    ["Schedule", schedule],
    ["Slot", slot],
    ["Held back", heldBack ? `${heldBack} more since the last message` : undefined],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}

/** Slack reads `<...>` as markup. */
function slack(message: AlertMessage): object {
  const safe = (text: string) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  const fields = factsOf(message).map(([name, value]) => `*${name}*: ${safe(value)}`);
  const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
  return {
    text: safe(message.title),
    blocks: [
      { type: "header", text: { type: "plain_text", text: message.title.slice(0, 150) } },
      section(safe(message.text).slice(0, 2_900) || "-"),
      section(fields.join("\n").slice(0, 2_900)),
    ],
  };
}

/** Nobody is to be called by a name that an error message happens to hold. */
function discord(message: AlertMessage): object {
  return {
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: message.title.slice(0, 256),
        description: message.text.slice(0, 4_000),
        color: colors[message.event],
        timestamp: message.time,
        fields: factsOf(message).map(([name, value]) => ({ name, value: value.slice(0, 1_000) })),
      },
    ],
  };
}

/** An adaptive card, as the Workflows of Teams take it. */
function teams(message: AlertMessage): object {
  const facts = factsOf(message).map(([title, value]) => ({ title, value }));
  return {
    type: "message",
    attachments: [
      {
        contentType: "application/vnd.microsoft.card.adaptive",
        content: {
          type: "AdaptiveCard",
          $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
          version: "1.4",
          body: [
            {
              type: "TextBlock",
              size: "Medium",
              weight: "Bolder",
              wrap: true,
              text: message.title,
            },
            { type: "TextBlock", wrap: true, text: message.text.slice(0, 10_000) },
            { type: "FactSet", facts },
          ],
        },
      },
    ],
  };
}
