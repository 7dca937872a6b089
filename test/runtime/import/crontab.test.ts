import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { commandName } from "../../../runtime/src/import/crontab/command-name.js";
import { importCrontab } from "../../../runtime/src/import/crontab/import.js";
import { parseCrontab } from "../../../runtime/src/import/crontab/parse.js";

const entry = (line: string, system = false) => parseCrontab(line, system).entries[0];
const written = (lines: string[], system = false) =>
  importCrontab({ text: lines.join("\n"), name: "crontab", system });

test("a whole crontab", async () => {
  const file = fileURLToPath(new URL("fixtures/crontab", import.meta.url));
  const { code } = importCrontab({
    text: readFileSync(file, "utf8"),
    name: "crontab",
    system: false,
  });
  await expect(code).toMatchFileSnapshot("expected/crontab.ts");
});

describe("entries", () => {
  test.each([
    ["0 6 * * * backup", "0 6 * * *", "backup"],
    ["*/15\t8-18  * jan,jul mon-fri   sync -q", "*/15 8-18 * jan,jul mon-fri", "sync -q"],
    ["@hourly sync", "@hourly", "sync"],
    ["@midnight sync", "@daily", "sync"],
    ["@annually sync", "@yearly", "sync"],
    ["@reboot agent", undefined, "agent"],
    ["0 0 1,15 * 0-7 a", "0 0 1,15 * 0-7", "a"],
  ])("%s", (line, cron, command) => {
    expect(entry(line)).toMatchObject({ cron, command });
  });

  test.each([
    ["0 6 * * * root backup", "0 6 * * *", "root", "backup"],
    ["@daily www-data  clean all", "@daily", "www-data", "clean all"],
  ])("of a system crontab: %s", (line, cron, user, command) => {
    expect(entry(line, true)).toMatchObject({ cron, user, command });
  });

  test.each([
    ["0 0 * * * mail boss%Hello%there", "mail boss", "Hello\nthere\n"],
    ["0 0 * * * mail boss%Hello%", "mail boss", "Hello\n"],
    ["0 0 * * * date +\\%F", "date +%F", undefined],
  ])("%s: what the command reads", (line, command, input) => {
    expect(entry(line)).toMatchObject({ command, ...(input === undefined ? {} : { input }) });
    if (input === undefined) expect(entry(line)).not.toHaveProperty("input");
  });

  test("have the environment that was set before them", () => {
    const { entries } = parseCrontab('A=1\n0 0 * * * x\nB = "two words"\nA=2\n0 0 * * * y', false);
    expect(entries.map(({ environment }) => Object.fromEntries(environment))).toEqual([
      { A: "1" },
      { A: "2", B: "two words" },
    ]);
  });
});

test("a user's own crontab is no system crontab", () => {
  expect(written(["0 0 * * * /opt/x.sh -q"], true).problems[0]?.message).toContain(
    "import a user's own crontab without --system",
  );
});

describe("names", () => {
  test.each([
    ["/usr/local/bin/backup.sh --full", "backup"],
    ["cd /srv && /usr/bin/python3 tools/sync.py -v", "sync"],
    ["[ -x /usr/sbin/logrotate ] && /usr/sbin/logrotate /etc/logrotate.conf", "logrotate"],
    ["test -x /usr/bin/certbot && perl -e 'sleep' && certbot -q renew", "certbot"],
    ["run-parts --report /etc/cron.hourly", "cron.hourly"],
    ["flock -n /tmp/lock nice -n 10 node dist/report.js > /dev/null 2>&1", "report"],
    ["MODE=fast timeout 10m php -q artisan schedule:run", "artisan"],
    ["pg_dump db | gzip > x.gz", "pg_dump"],
    ["test -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.daily; }", "cron.daily"],
    ["[ -x /a ] && if [ ! -d /b ]; then /opt/clean.sh; fi", "clean"],
    ["{ }", "command"],
  ])("%s", (command, name) => {
    expect(commandName(command)).toBe(name);
  });
});

describe("what is written", () => {
  test("the same command at several times is one flow with several schedules", () => {
    const { code } = written(["0 6 * * 1-5 backup", "0 9 * * 6,0 backup"]);
    expect(code).toContain(`export const backup = flow(
  { name: "backup", schedules: [{ cron: "0 6 * * 1-5" }, { cron: "0 9 * * 6,0" }] },
  () => runBackup(),
);`);
  });

  test("times are of the zone that CRON_TZ names, from there on", () => {
    const { code } = written(["0 6 * * * a", "CRON_TZ=Europe/Berlin", "0 6 * * * b"]);
    expect(code).toContain('{ name: "a", schedule: { cron: "0 6 * * *" } }');
    expect(code).toContain('schedule: { cron: "0 6 * * *", timezone: "Europe/Berlin" }');
  });

  test("commands run by the shell and in the folder that cron gives them", () => {
    const { code } = written([
      "HOME=/srv",
      "SHELL=/bin/bash",
      "0 6 * * * a",
      "SHELL=/bin/zsh",
      "1 6 * * * b",
    ]);
    expect(code).toContain('cwd: "/srv",\n  shell: "/bin/bash"');
    expect(code).toContain('await shell("b");');
    expect(code).not.toContain("homedir");
  });
});

describe("comments", () => {
  test.each([
    [["# Backs up", "0 6 * * * x"], "Backs up"],
    [["# Backs up", "", "0 6 * * * x"], undefined],
    [["# All jobs", "SHELL=/bin/sh", "0 6 * * * x"], undefined],
    [["#0 5 * * * /old.sh", "0 6 * * * x"], undefined],
    [["# @daily /old.sh", "0 6 * * * x"], undefined],
  ])("%j", (lines, comment) => {
    expect(parseCrontab(lines.join("\n"), false).entries[0]?.comment).toBe(comment);
  });
});

test.each([
  ["[ -x /a ] && /a -q", "[ -x /a ] || exit 0; /a -q"],
  ['[ "$(date +\\%u)" = 7 ] && a && b', '[ "$(date +%u)" = 7 ] || exit 0; a && b'],
  ["command -v a >/dev/null 2>&1 && a &", "command -v a >/dev/null 2>&1 || exit 0; a &"],
  ["test -x /a || b", "test -x /a || b"],
  ["[ -x /a ] && a || b", "[ -x /a ] && a || b"],
  ["[ -x /a ] ; a && b", "[ -x /a ] ; a && b"],
])("%s: a condition that does not hold is no failure", (command, run) => {
  expect(written([`0 0 * * * ${command}`]).code).toMatch(
    new RegExp(`await sh\\([\`"]${run.replaceAll(/[^\w ]/g, "\\$&")}[\`"]\\);`),
  );
});

describe("what is not translated is listed with its line", () => {
  test.each([
    ["61 * * * * x", "`61 * * * *` is left out"],
    ["0 0 31 2 * x", "`0 0 31 2 *` is left out"],
    ["nonsense", "`nonsense` is no entry"],
    ["@reboot x", "`@reboot` has no counterpart"],
    ["@fortnightly x", "`@fortnightly` is left out"],
  ])("%s", (line, message) => {
    const { problems, code } = written(["# first", line, "0 0 * * * y"]);
    expect(problems).toEqual([{ line: 2, message: expect.stringContaining(message) }]);
    expect(code).toContain("- 2: ");
    expect(code).toContain("export const y");
  });

  test("users and mail", () => {
    const lines = ["MAILTO=ops@example.com", "0 0 * * * root x", "0 1 * * * root y"];
    const told = (system: boolean) =>
      written(lines, system).problems.map(({ line, message }) => `${line}: ${message}`);
    expect(told(true)).toEqual([
      expect.stringContaining("2: cron ran this line and 3 as root"),
      expect.stringContaining("2: cron mailed to ops@example.com"),
    ]);
    expect(told(false)).toEqual([
      expect.stringContaining("2: what is run begins with root in this line and 3"),
      expect.stringContaining("2: cron mailed to ops@example.com"),
    ]);
  });
});
