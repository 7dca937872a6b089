/**
 * What crontab does, as flows with schedules. `millrace schedules` lists their next dates,
 * `millrace serve` runs them.
 *
 * Not translated, or not exactly (lines of crontab):
 * - 7: cron mailed to ops@example.com what the commands printed: `millrace runs logs` keeps it. To be mailed of failures, give the flows alerts: [{ on: "failure", to: { mail: { smtp: env("SMTP_URL"), from: "ops@example.com", to: "ops@example.com" } } }]
 * - 14: `@reboot` has no counterpart: the flow has no schedule. Start it from the unit that starts `millrace serve`: ExecStartPre=npx millrace run FILE:FLOW
 * - 15: `0 25 * * *` is left out: field 2 (hour) is 25: it goes from 0 to 23
 * - 16: `this is no entry` is no entry: five fields and a command are wanted
 */

import { homedir } from "node:os";
import { execa } from "execa";
import { flow, task } from "millrace";

/** Runs a command as cron does: by a shell, in the home folder. */
const sh = execa({
  cwd: homedir(),
  shell: "/bin/bash",
  stdin: "ignore",
  stdout: "inherit",
  stderr: "inherit",
  env: { PATH: "/usr/local/bin:/usr/bin:/bin" },
});

const runPgDump = task({ name: "pg-dump" }, async () => {
  await sh("pg_dump orders | gzip > /var/backups/orders-$(date +%F).sql.gz");
});

/**
 * Nightly dump of the orders database
 * 30 2 * * * (crontab:7)
 */
export const pgDump = flow({ name: "pg-dump", schedule: { cron: "30 2 * * *" } }, () =>
  runPgDump(),
);

const runSyncStock = task({ name: "sync-stock" }, async () => {
  await sh(
    "cd /srv/sync && /usr/bin/python3 tools/sync_stock.py --quick >> /var/log/sync.log 2>&1",
  );
});

/** *\/15 8-18 * * mon-fri (crontab:8) */
export const syncStock = flow(
  { name: "sync-stock", schedule: { cron: "*/15 8-18 * * mon-fri" } },
  () => runSyncStock(),
);

const runSyncStockJob = task({ name: "sync-stock-job" }, async () => {
  await sh("/usr/bin/python3 /srv/sync/tools/sync_stock.py");
});

/** 0 6 * * * (crontab:9) */
export const syncStockJob = flow({ name: "sync-stock-job", schedule: { cron: "0 6 * * *" } }, () =>
  runSyncStockJob(),
);

const runMail = task({ name: "mail" }, async () => {
  await sh({ stdin: "pipe", input: "Dear boss,\n100% done.\n" })(
    `mail -s "Report" boss@example.com`,
  );
});

/** 0 9 1,15 * 5 (crontab:12) */
export const mail = flow(
  { name: "mail", schedule: { cron: "0 9 1,15 * 5", timezone: "America/New_York" } },
  () => runMail(),
);

const runCleanup = task({ name: "cleanup" }, async () => {
  await sh("/opt/cleanup.sh");
});

/** @daily (crontab:13) */
export const cleanup = flow(
  { name: "cleanup", schedule: { cron: "@daily", timezone: "America/New_York" } },
  () => runCleanup(),
);

const runStartAgent = task({ name: "start-agent" }, async () => {
  await sh("/opt/start-agent.sh");
});

/** @reboot (crontab:14) */
export const startAgent = flow({ name: "start-agent" }, () => runStartAgent());
