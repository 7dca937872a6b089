import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { deliver, wayOf } from "../../../runtime/src/alerts/deliver.js";
import { env } from "../../../runtime/src/alerts/env.js";
import { type AlertMessage, bodyOf } from "../../../runtime/src/alerts/message.js";
import type { Channel } from "../../../runtime/src/alerts/options.js";
import { isAlive } from "../cli/workspace.js";
import { temporaryFolder } from "../store/workspace.js";
import { mailServer, webhook } from "./servers.js";

const message: AlertMessage = {
  event: "failure",
  title: "daily-report failed",
  text: "Error: 404 <b>@everyone</b> & more (flows/daily.ts:12)",
  flow: "daily-report",
  file: "flows/daily.ts",
  run: "abc123",
  state: "Failed",
  time: "2026-05-01T06:00:01.000Z",
  heldBack: 2,
};

const problemOf = (channel: Channel, environment: NodeJS.ProcessEnv = {}, retries = 2) =>
  deliver(channel, message, { env: environment, retries, firstPause: 1 }).then(
    () => undefined,
    (error: Error) => error.message,
  );

describe("webhooks", () => {
  test("are sent the message itself, with headers from the environment", async () => {
    const { url, posted } = await webhook(200);
    const channel = { webhook: env("HOOK"), headers: { Authorization: env("TOKEN") } };
    expect(await problemOf(channel, { HOOK: `${url}/in`, TOKEN: "Bearer t0ken" })).toBeUndefined();
    expect(posted).toMatchObject([
      { path: "/in", body: message, headers: { authorization: "Bearer t0ken" } },
    ]);
  });

  test("that fail for a moment are tried again", async () => {
    const { url, posted } = await webhook(503, 429, 200);
    expect(await problemOf({ webhook: url })).toBeUndefined();
    expect(posted).toHaveLength(3);
  });

  test("that stay down are given up, saying how often it was tried", async () => {
    const { url, posted } = await webhook([500, "out of order"]);
    expect(await problemOf({ webhook: url })).toBe("it answered 500: out of order (tried 3 times)");
    expect(posted).toHaveLength(3);
  });

  test("that refuse are not asked again", async () => {
    const { url, posted } = await webhook([403, "invalid_token"]);
    expect(await problemOf({ webhook: url })).toBe("it answered 403: invalid_token");
    expect(posted).toHaveLength(1);
  });

  test("that nobody serves", async () => {
    expect(await problemOf({ webhook: "http://127.0.0.1:9" }, {}, 0)).toMatch(
      /fetch failed: .*(bad port|ECONNREFUSED)/,
    );
  });

  test("whose variable is not set say which", async () => {
    expect(await problemOf({ webhook: env("SLACK_URL") }, {}, 0)).toBe(
      "the environment variable SLACK_URL is not set where millrace runs",
    );
  });
});

describe("the shapes of services", () => {
  test("Slack: its markup is not the message's", () => {
    const body = JSON.stringify(bodyOf("slack", message));
    expect(bodyOf("slack", message)).toMatchObject({
      text: "daily-report failed",
      blocks: [{ type: "header" }, { type: "section" }, { type: "section" }],
    });
    expect(body).toContain("&lt;b&gt;@everyone&lt;/b&gt; &amp; more");
    expect(body).toContain("millrace runs show abc123");
    expect(body).toContain("2 more since the last message");
  });
  test("Discord: nobody is called by it", () => {
    expect(bodyOf("discord", message)).toMatchObject({
      allowed_mentions: { parse: [] },
      embeds: [{ title: message.title, description: message.text, color: 0xd13438 }],
    });
  });
  test("Teams: an adaptive card", () => {
    expect(bodyOf("teams", message)).toMatchObject({
      type: "message",
      attachments: [
        {
          contentType: "application/vnd.microsoft.card.adaptive",
          content: {
            type: "AdaptiveCard",
            body: [{ text: message.title }, { text: message.text }, {}],
          },
        },
      ],
    });
  });
});

describe("mail", () => {
  const channel = {
    mail: { smtp: env("SMTP_URL"), from: "flows@example.com", to: ["me@example.com"] },
  };

  test("arrives with subject, text and facts", async () => {
    const { port, mails } = await mailServer();
    expect(await problemOf(channel, { SMTP_URL: `smtp://127.0.0.1:${port}` })).toBeUndefined();
    expect(mails).toHaveLength(1);
    for (const part of ["To: me@example.com", "Subject: daily-report failed", "Run: abc123"]) {
      expect(mails[0]).toContain(part);
    }
  });

  test("that is refused says why, once, without the password", async () => {
    const { port } = await mailServer("550 no such user; you sent pa55word%21");
    const said = await problemOf(channel, { SMTP_URL: `smtp://me:pa55word%21@127.0.0.1:${port}` });
    expect(said).toContain("550 no such user");
    expect(said).not.toContain("tried");
    expect(said).not.toContain("pa55word");
  });

  test("whose server is down", async () => {
    expect(await problemOf(channel, { SMTP_URL: "smtp://127.0.0.1:1" })).toMatch(
      /ECONNREFUSED.*tried 3 times/,
    );
  });
});

describe("commands", () => {
  test("are given the message on standard input and in the environment", async () => {
    const out = join(temporaryFolder(), "told");
    const script = `let s="";process.stdin.on("data",d=>s+=d).on("end",()=>require("fs").writeFileSync(${JSON.stringify(out)},process.env.MILLRACE_ALERT_FLOW+process.env.MILLRACE_ALERT_HELD_BACK+JSON.parse(s).run))`;
    expect(await problemOf({ command: [process.execPath, "-e", script] })).toBeUndefined();
    expect(readFileSync(out, "utf8")).toBe("daily-report2abc123");
  });
  test("that fail, or are not there, say so", async () => {
    const failing = ["-e", 'console.error("no luck"); process.exit(3)'];
    expect(await problemOf({ command: [process.execPath, ...failing] }, {}, 0)).toContain(
      "ended with status 3: no luck",
    );
    expect(await problemOf({ command: ["no-such-program"] })).toBe(
      "there is no program no-such-program",
    );
  });

  // Where there is no shell to leave something running with.
  describe.skipIf(process.platform === "win32")("that leave something running", () => {
    const shell = (script: string): Channel => ({ command: ["sh", "-c", script] });
    const pidIn = (file: string) => Number(readFileSync(file, "utf8"));

    test("are done when they end, and what they left goes on", async () => {
      const pid = join(temporaryFolder(), "pid");
      const began = Date.now();
      expect(await problemOf(shell(`sleep 30 & echo $! > ${pid}`))).toBeUndefined();
      expect(Date.now() - began).toBeLessThan(15_000);
      expect(process.kill(pidIn(pid), "SIGTERM")).toBe(true);
    });

    test("say why they failed all the same", async () => {
      const pid = join(temporaryFolder(), "pid");
      const script = `sleep 30 & echo $! > ${pid}; echo no luck >&2; exit 3`;
      expect(await problemOf(shell(script), {}, 0)).toBe("sh ended with status 3: no luck");
      process.kill(pidIn(pid), "SIGTERM");
    });
  });

  test("that do not end are killed with what they started", async () => {
    const pid = join(temporaryFolder(), "pid");
    const inner = `process.on("SIGTERM", () => {}); require("fs").writeFileSync(${JSON.stringify(pid)}, String(process.pid)); setInterval(() => {}, 1000)`;
    const outer = `process.on("SIGTERM", () => {}); require("child_process").spawnSync(process.execPath, ["-e", ${JSON.stringify(inner)}], { stdio: "inherit" })`;
    const channel: Channel = { command: [process.execPath, "-e", outer] };
    await expect(deliver(channel, message, { retries: 0, patience: 3_000 })).rejects.toThrow(
      `${process.execPath} did not end within 3 s, so it was killed`,
    );
    await vi.waitFor(() => expect(isAlive(Number(readFileSync(pid, "utf8")))).toBe(false), 5_000);
  });
});

test("a secret is in no error, however a service throws it back", async () => {
  const secret = "T0K3N/B0T/s3cr3t";
  const { url } = await webhook([
    400,
    `no hook at /services/${secret}, ${encodeURIComponent(secret)}`,
  ]);
  const said = await problemOf(
    { webhook: env("SLACK_URL") },
    { SLACK_URL: `${url}/services/${secret}` },
  );
  expect(said).toMatch(/^it answered 400: no hook at \$SLACK_URL/);
  expect(said).not.toMatch(/s3cr3t|T0K3N/);
  const wrong = await problemOf({ webhook: env("SLACK_URL") }, { SLACK_URL: "not a url s3cr3t" });
  expect(wrong).toBe("the address is no URL");
});

test("ways are named by their variable, never by what is in it", () => {
  expect(wayOf({ webhook: env("SLACK_URL"), template: "slack" })).toBe("slack $SLACK_URL");
  expect(wayOf({ webhook: "https://chat.example.com/in" })).toBe("webhook chat.example.com");
  expect(wayOf({ mail: { smtp: env("S"), from: "a@b", to: "c@d" } })).toBe("mail c@d");
});
