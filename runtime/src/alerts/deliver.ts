/** Takes one message one way. */
import { spawn } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import { isEnvReference } from "./env.js";
import { type AlertMessage, bodyOf, plainText } from "./message.js";
import type { Channel, CommandChannel, MailChannel, WebhookChannel } from "./options.js";
import { Secrets } from "./secrets.js";

/** Milliseconds that one try may take. */
const patience = 10_000;
/** Milliseconds until the second try; each later one waits four times as long. */
const firstPause = 1_000;
const longestPause = 60_000;

export interface DeliveryOptions {
  /** How often to try again. Default 3. */
  retries?: number | undefined;
  env?: NodeJS.ProcessEnv;
  /** Default: 1 s, then 4 s, 16 s, ... */
  firstPause?: number;
  signal?: AbortSignal;
}

/** The channel refuses in a way that trying again does not mend. */
class FinalError extends Error {}

/** It was not taken yet, and whoever delivers must go: another process may try again. */
export class UndeliveredError extends Error {}

/** The channel says when to ask again. */
class LaterError extends Error {
  /** In milliseconds. */
  readonly after: number;

  constructor(message: string, after: number) {
    super(message);
    this.after = after;
  }
}

/**
 * Delivers, trying again while the channel is down.
 * @throws Error saying why it could not be, without any secret; UndeliveredError where `signal` ended
 *   the tries
 */
export async function deliver(
  channel: Channel,
  message: AlertMessage,
  options: DeliveryOptions = {},
): Promise<void> {
  const secrets = new Secrets(options.env);
  const { retries = 3, signal } = options;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await once(channel, message, secrets);
    } catch (error) {
      const problem = secrets.redact(reasonOf(error));
      if (error instanceof FinalError || attempt >= retries) {
        throw new Error(attempt === 0 ? problem : `${problem} (tried ${attempt + 1} times)`);
      }
      const pause = (options.firstPause ?? firstPause) * 4 ** attempt;
      const asked = error instanceof LaterError ? error.after : 0;
      await wait(Math.min(Math.max(pause, asked), longestPause), undefined, { signal }).catch(
        () => {
          throw new UndeliveredError(problem);
        },
      );
    }
  }
}

/** Whether this process has the secrets of a channel. */
export function canDeliver(channel: Channel, env: NodeJS.ProcessEnv = process.env): boolean {
  const secrets =
    "webhook" in channel
      ? [channel.webhook, ...Object.values(channel.headers ?? {})]
      : "mail" in channel
        ? [channel.mail.smtp]
        : [];
  return secrets.every((value) => !isEnvReference(value) || Boolean(env[value.$env]));
}

/** Where a channel leads, for a person: never the address, which may be a secret. */
export function wayOf(channel: Channel): string {
  if ("webhook" in channel) {
    const { webhook, template = "json" } = channel;
    const where = isEnvReference(webhook) ? `$${webhook.$env}` : new URL(webhook).host;
    return `${template === "json" ? "webhook" : template} ${where}`;
  }
  if ("mail" in channel) return `mail ${[channel.mail.to].flat().join(", ")}`;
  return "command" in channel ? `command ${channel.command[0]}` : "editor";
}

async function once(channel: Channel, message: AlertMessage, secrets: Secrets): Promise<void> {
  if ("webhook" in channel) await post(channel, message, secrets);
  else if ("mail" in channel) await mail(channel, message, secrets);
  else if ("command" in channel) await run(channel, message);
}

async function post(
  { webhook, template, headers = {} }: WebhookChannel,
  message: AlertMessage,
  secrets: Secrets,
): Promise<void> {
  const revealed = Object.entries(headers).map(([name, value]) => [name, secrets.reveal(value)]);
  const address = secrets.reveal(webhook);
  if (!URL.canParse(address)) throw new FinalError("the address is no URL");
  const response = await fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json", ...Object.fromEntries(revealed) },
    body: JSON.stringify(bodyOf(template, message)),
    signal: AbortSignal.timeout(patience),
    redirect: "manual",
  });
  if (response.ok) {
    await response.body?.cancel();
    return;
  }
  const said = (await response.text().catch(() => "")).slice(0, 200).trim();
  const problem = `it answered ${response.status}${said ? `: ${said}` : ""}`;
  const after = Number(response.headers.get("retry-after")) * 1_000;
  if (response.status === 429 || response.status === 408) throw new LaterError(problem, after || 0);
  if (response.status < 500) throw new FinalError(problem);
  throw new Error(problem);
}

async function mail(
  { mail: { smtp, from, to } }: MailChannel,
  message: AlertMessage,
  secrets: Secrets,
) {
  const address = secrets.reveal(smtp);
  const nodemailer = await import("nodemailer").catch(() => {
    throw new FinalError(
      "mail needs the package nodemailer: install it in the workspace (npm install nodemailer)",
    );
  });
  const limits = {
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
  };
  const transport = nodemailer.createTransport({ url: address, ...limits } as object);
  try {
    await transport.sendMail({
      from,
      to: [to].flat(),
      subject: message.title,
      text: plainText(message),
    });
  } catch (error) {
    const { responseCode = 0 } = error as { responseCode?: number };
    throw responseCode >= 500 ? new FinalError((error as Error).message) : error;
  } finally {
    transport.close();
  }
}

function run(
  { command: [program, ...args] }: CommandChannel,
  message: AlertMessage,
): Promise<void> {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const [name, value] of Object.entries(message)) {
    env[`MILLRACE_ALERT_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`] = String(value);
  }
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env,
      stdio: ["pipe", "ignore", "pipe"],
      windowsHide: true,
      timeout: patience,
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-500);
    });
    // A program that does not read what it is told may still do its work.
    child.stdin.on("error", () => {}).end(JSON.stringify(message));
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "ENOENT" ? new FinalError(`there is no program ${program}`) : error),
    );
    child.once("close", (code, signal) => {
      if (code === 0) return resolve();
      reject(
        new Error(
          `${program} ended with ${signal ?? `status ${code}`}${said ? `: ${said.trim()}` : ""}`,
        ),
      );
    });
  });
}

/** `fetch failed` says nothing without its cause. */
function reasonOf(error: unknown): string {
  const { message, cause, name } = error as Error & { cause?: NodeJS.ErrnoException };
  if (name === "TimeoutError") return `no answer within ${patience / 1000} s`;
  return cause?.message || cause?.code ? `${message}: ${cause.message || cause.code}` : message;
}
