import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, onTestFinished, test, vi } from "vitest";
import {
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import type { AgentNotifications } from "../../../protocol/src/index.js";
import { serveAgent } from "../../../runtime/src/agent/index.js";
import { Outbox } from "../../../runtime/src/alerts/outbox.js";
import { addAlert, connect } from "../../../runtime/src/store/index.js";
import { temporaryFolder } from "../store/workspace.js";

test("what goes to the editor is told to every agent that watches, once, also just before, and not what is long past", async () => {
  const folder = join(temporaryFolder(), ".millrace");
  const file = connect(folder);
  onTestFinished(() => file.close());
  const outbox = new Outbox({ connected: () => file, onDelivered: () => {} });
  const tell = (subject: string) =>
    outbox.tell([{ on: "failure", to: { desktop: true } }], {
      subject,
      flowKey: "etl.ts#main",
      message: {
        event: "failure",
        title: `${subject} failed`,
        text: "",
        flow: "main",
        file: "etl.ts",
        time: "",
      },
    });
  tell("yesterday");
  file.run("UPDATE alerts SET time = time - 86400000");
  tell("run0");

  const [input, output] = [new PassThrough(), new PassThrough()];
  const served = serveAgent({ folder, input, output });
  const rpc = createMessageConnection(
    new StreamMessageReader(output),
    new StreamMessageWriter(input),
  );
  onTestFinished(async () => {
    rpc.dispose();
    input.destroy();
    await served;
  });
  const raised: AgentNotifications["alerts/raised"][] = [];
  rpc.onNotification("alerts/raised", (alert: AgentNotifications["alerts/raised"]) => {
    raised.push(alert);
  });
  rpc.listen();
  const { watch } = (await rpc.sendRequest("alerts/watch", {})) as { watch: number };
  await vi.waitFor(() => expect(raised).toHaveLength(1), 5_000);
  tell("run1");
  tell("run1");
  await vi.waitFor(() => expect(raised).toHaveLength(2), 5_000);
  tell("run2");
  await vi.waitFor(() => expect(raised).toHaveLength(3), 5_000);
  expect(raised).toMatchObject([
    { watch, alert: { title: "run0 failed" } },
    { watch, alert: { title: "run1 failed", event: "failure", flow: "main" } },
    { watch, alert: { title: "run2 failed" } },
  ]);
  // Its process waited for the store, in which others were quicker.
  const late = JSON.stringify({ title: "late failed" });
  addAlert(file, {
    ...{ id: "late", flowKey: "etl.ts#main", way: "editor", state: "sent", message: late },
    ...{ channel: "{}", time: Date.now() - 20_000 },
  });
  await vi.waitFor(() => expect(raised).toHaveLength(4), 5_000);
  expect(raised[3]).toMatchObject({ alert: { title: "late failed" } });
});

test("an alert whose sender died is sent by the next service; one that was sent is not", async () => {
  const folder = join(temporaryFolder(), ".millrace");
  const file = connect(folder);
  onTestFinished(() => file.close());
  const sent: string[] = [];
  const outbox = (label: string) =>
    new Outbox({
      connected: () => file,
      onDelivered: ({ way }) => void sent.push(`${label} ${way}`),
    });
  const first = outbox("first");
  first.tell([{ on: "missed", to: { command: [process.execPath, "-e", ""] } }], {
    subject: "s",
    flowKey: "etl.ts#main",
    message: { event: "missed", title: "t", text: "", flow: "main", file: "etl.ts", time: "" },
  });
  await vi.waitFor(() => expect(sent).toHaveLength(1), 5_000);
  file.run("UPDATE alerts SET state = 'pending', pid = 1, process_start = 'long ago'");
  const second = outbox("second");
  second.adopt();
  await vi.waitFor(() => expect(sent).toHaveLength(2), 5_000);
  await second.close();
  outbox("third").adopt();
  expect(sent.map((line) => line.split(" ")[0])).toEqual(["first", "second"]);
});
