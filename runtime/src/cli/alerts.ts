import type { Command } from "commander";
import { deliver, wayOf } from "../alerts/deliver.js";
import type { AlertMessage } from "../alerts/message.js";
import type { Channel } from "../alerts/options.js";
import { UsageError } from "../loader/usage-error.js";
import { candidates, isConfig } from "../serve/discovery/candidates.js";
import { discover } from "../serve/discovery/discover.js";
import type { FoundFile } from "../serve/discovery/found.js";
import { working } from "./runs/index.js";
import { print, printJson, themeFor } from "./runs/output.js";
import { complain } from "./schedules.js";

interface Options {
  flow?: string;
  json?: boolean;
}

/** `millrace alerts test`: whether messages arrive, before it matters. */
export function registerAlerts(program: Command): void {
  const alerts = program
    .command("alerts")
    .description("check who is told when something goes wrong");
  alerts
    .command("test")
    .description("send a test message every way that flows and configuration name")
    .argument("[PATH...]", "files and folders that have scheduled flows", ["."])
    .option("--flow <name>", "only the ways of the flow with this name or export")
    .option("--json", "print one JSON object a line on stdout, and nothing else there")
    .action(working(test));
}

async function test(paths: string[], { flow, json = false }: Options): Promise<void> {
  const found = await discover(candidates(paths));
  for (const problem of found.flatMap(({ problems }) => problems)) complain(problem);
  const channels = channelsIn(found, flow);
  if (channels.size === 0) {
    throw new UsageError(
      `nobody is told of anything: ${flow ? `flow "${flow}" has` : "there are"} no alerts`,
      {
        remedy:
          'Give a flow, or millrace.config.ts, alerts: [{ on: "failure", to: { webhook: env("SLACK_URL"), template: "slack" } }]',
      },
    );
  }
  const theme = themeFor(process.stdout);
  const outcomes = [...channels.values()].map(async (channel) => {
    const way = wayOf(channel);
    const problem = await deliver(channel, testMessage(), { retries: 0 }).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (json) printJson({ way, sent: problem === undefined, ...(problem ? { problem } : {}) });
    else if (problem) print(`${theme.glyph("Failed")} ${way}: ${problem}`);
    else
      print(
        `${theme.glyph("Completed")} ${way}${way === "editor" ? ": shown by editors, nothing to send" : ""}`,
      );
    return problem;
  });
  if ((await Promise.all(outcomes)).some(Boolean)) process.exitCode = 1;
}

/** Each channel once, however many flows use it. */
function channelsIn(found: readonly FoundFile[], only: string | undefined): Map<string, Channel> {
  const flows = found
    .flatMap((file) => file.flows)
    .filter(({ name, exportName }) => only === undefined || [name, exportName].includes(only));
  const shared = found.filter(({ file }) => isConfig(file)).flatMap(({ alerts }) => alerts);
  const alerts = [...flows.flatMap((flow) => flow.alerts), ...shared];
  const channels = alerts.flatMap(({ to }) => [to].flat() as Channel[]);
  return new Map(channels.map((channel) => [JSON.stringify(channel), channel]));
}

function testMessage(): AlertMessage {
  return {
    event: "test",
    title: "A test of Millrace's alerts",
    text: "Somebody ran `millrace alerts test`. Nothing is wrong.",
    flow: "test",
    file: "",
    time: new Date().toISOString(),
  };
}
