import { connect, type Socket } from "node:net";
import type { RunEvent } from "@millrace/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EventChannel } from "../../client/src/runs/event-channel.js";

let channel: EventChannel;
let events: RunEvent[];
let refused: string[];
let closed: number;
const sockets: Socket[] = [];

beforeEach(async () => {
  events = [];
  refused = [];
  closed = 0;
  channel = await EventChannel.listen({
    onEvent: (event) => events.push(event),
    onRefused: (reason) => refused.push(reason),
    onClose: () => closed++,
  });
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  channel.close();
});

function dial(...lines: string[]): Socket {
  const socket = connect(channel.env.MILLRACE_EVENTS ?? "");
  sockets.push(socket);
  socket.on("error", () => {});
  for (const line of lines) socket.write(`${line}\n`);
  return socket;
}

const token = () => channel.env.MILLRACE_EVENTS_TOKEN ?? "";
const log = (seq: number) =>
  JSON.stringify({ type: "log", run: "r", seq, time: 0, level: "info", message: `m${seq}` });

test("events of the process that knows the token arrive, split anywhere", async () => {
  const text = `${token()}\n${log(1)}\n${log(2)}\n`;
  const socket = dial();
  for (const letter of text.match(/.{1,7}/gs) ?? []) socket.write(letter);
  await expect.poll(() => events.map(({ seq }) => seq)).toEqual([1, 2]);
});

test("a stranger is refused, and the run is still let in", async () => {
  dial("wrong", log(1));
  await expect.poll(() => refused).toEqual(["wrong token"]);
  dial(token(), log(1));
  await expect.poll(() => events.length).toBe(1);
});

test("the token works once", async () => {
  dial(token(), log(1));
  await expect.poll(() => events.length).toBe(1);
  dial(token(), log(2));
  await expect.poll(() => refused).toEqual(["wrong token"]);
  expect(events).toHaveLength(1);
});

test("what is no event is told and skipped; what follows still counts", async () => {
  const stateless = '{"type":"task-state","run":"r","seq":6,"time":0,"task":"r.1","name":"t"}';
  dial(
    token(),
    "not json",
    '{"type":"log"}',
    '{"type":"root","run":"r","seq":1}',
    stateless,
    log(7),
  );
  await expect.poll(() => events.map(({ seq }) => seq)).toEqual([7]);
  expect(refused).toHaveLength(4);
});

test("a cancel asked for before the run connects reaches it", async () => {
  channel.cancel();
  const heard: string[] = [];
  dial(token())
    .setEncoding("utf8")
    .on("data", (text: string) => heard.push(text));
  await expect.poll(() => heard.join("")).toBe('{"type":"cancel"}\n');
});

test("the end of the run process is told once", async () => {
  const socket = dial(token(), log(1));
  await expect.poll(() => events.length).toBe(1);
  socket.end();
  await expect.poll(() => closed).toBe(1);
});
