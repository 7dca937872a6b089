/** Takes one message one way. */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { killTree } from "../processes/tree.js";
import { isEnvReference } from "./env.js";
import { type AlertMessage, bodyOf, plainText } from "./message.js";
import type { Channel, CommandChannel, MailChannel, WebhookChannel } from "./options.js";
import { Secrets } from "./secrets.js";

/** Milliseconds that one try may take. */
const longestTry = 10_000;
/** Milliseconds in which what a program said may still come once it has ended. */
const afterlife = 500;
/** Milliseconds until the second try; each later one waits four times as long. */
const firstPause = 1_000;
const longestPause = 60_000;

export interface DeliveryOptions {
  /** How often to try again. Default 3. */
  retries?: number | undefined;
  env?: NodeJS.ProcessEnv;
  /** Milliseconds that one try may take. Default 10 s. */
  patience?: number;
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
  const { retries = 3, patience = longestTry, signal } = options;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await once(channel, message, secrets, patience);
    } catch (error) {
      const problem = secrets.redact(reasonOf(error, patience));
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

async function once(
  channel: Channel,
  message: AlertMessage,
  secrets: Secrets,
  patience: number,
): Promise<void> {
  if ("webhook" in channel) await post(channel, message, secrets, patience);
  else if ("mail" in channel) await mail(channel, message, secrets, patience);
  else if ("command" in channel) await run(channel, message, patience);
}

async function post(
  { webhook, template, headers = {} }: WebhookChannel,
  message: AlertMessage,
  secrets: Secrets,
  patience: number,
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
  patience: number,
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

async function run(
  { command: [program, ...args] }: CommandChannel,
  message: AlertMessage,
  patience: number,
): Promise<void> {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const [name, value] of Object.entries(message)) {
    env[`MILLRACE_ALERT_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`] = String(value);
  }
  const child = spawn(program, args, {
    env,
    stdio: ["pipe", "ignore", "pipe"],
    windowsHide: true,
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-500);
  });
  // A program that does not read what it is told may still do its work.
  child.stdin.on("error", () => {}).end(JSON.stringify(message));
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    if (child.pid !== undefined) killTree(child.pid);
  }, patience);
  const how = await endOf(child).finally(() => clearTimeout(timer));
  if (how === "status 0") return;
  const problem = late
    ? `${program} did not end within ${patience / 1000} s, so it was killed`
    : `${program} ended with ${how}`;
  throw new Error(said ? `${problem}: ${said.trim()}` : problem);
}

/**
 * How the program ended, once what it said is here. What it left running may hold its output open
 * for as long as it likes.
 * @throws FinalError where there is no such program
 */
function endOf(child: ChildProcessByStdio<Writable, null, Readable>): Promise<string> {
  return new Promise((resolve, reject) => {
    child.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "ENOENT" ? new FinalError(`there is no program ${child.spawnfile}`) : error,
      ),
    );
    child.once("exit", (code, signal) => {
      const settle = () => {
        clearTimeout(timer);
        child.stdin.destroy();
        // It may go on printing; this process need not wait for that.
        (child.stderr as Socket).unref();
        resolve(signal ?? `status ${code}`);
      };
      const timer = setTimeout(settle, afterlife);
      child.once("close", settle);
    });
  });
}

/** `fetch failed` says nothing without its cause. */
function reasonOf(error: unknown, patience: number): string {
  const { message, cause, name } = error as Error & { cause?: NodeJS.ErrnoException };
  if (name === "TimeoutError") return `no answer within ${patience / 1000} s`;
  return cause?.message || cause?.code ? `${message}: ${cause.message || cause.code}` : message;
}
