import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import type { RunEvent } from "../../../protocol/src/index.js";
import { EVENTS, EVENTS_TOKEN, type HostCommand } from "../../../runtime/src/events/channel.js";
import { EventServer, type RunListener } from "../../../runtime/src/events/server.js";
import { EventSocket } from "../../../runtime/src/events/socket.js";

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

const event = (seq: number, message = "", run = "r1"): RunEvent => ({
  type: "log",
  run,
  seq,
  time: 0,
  level: "info",
  message,
});

async function listen(listener: Partial<RunListener> = {}) {
  const events: RunEvent[] = [];
  const server = await EventServer.listen({ onEvent: (one) => events.push(one), ...listener });
  cleanups.push(() => server.close());
  return { server, events };
}

function join(
  server: EventServer,
  listener: { onCommand?: (command: HostCommand) => void; onClose?: () => void } = {},
) {
  const socket = EventSocket.connect(
    { onCommand: () => {}, onClose: () => {}, ...listener },
    server.env,
  );
  if (!socket) throw new Error("no host in the environment");
  return socket;
}

/** Connects as somebody who was not invited. */
async function stranger(server: EventServer, text: string): Promise<Socket> {
  const socket = connect(server.env[EVENTS] as string);
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.write(text);
  return socket;
}

test("events arrive in order, whole, whatever they hold", async () => {
  const { server, events } = await listen();
  const socket = join(server);
  const sent = Array.from({ length: 2_000 }, (_, index) =>
    event(index + 1, `ünï 😀 "\n\u2028${index}`),
  );
  for (const one of sent) socket.write(one);
  await socket.end();
  await vi.waitFor(() => expect(events.length).toBe(sent.length));
  expect(events).toEqual(sent);
});

test("without a host in the environment there is no channel", () => {
  expect(EventSocket.connect({ onCommand: () => {}, onClose: () => {} }, {})).toBeUndefined();
});

test("a wrong token is refused, and the right one still works", async () => {
  const refused = vi.fn();
  const { server, events } = await listen({ onRefused: refused });
  const intruder = await stranger(server, `guess\n${JSON.stringify(event(1))}\n`);
  await once(intruder, "close");
  expect(refused).toHaveBeenCalledWith("wrong token");
  const socket = join(server);
  socket.write(event(1));
  await socket.end();
  await vi.waitFor(() => expect(events).toHaveLength(1));
});

test("the token works once", async () => {
  const { server, events } = await listen();
  const socket = join(server);
  socket.write(event(1));
  socket.flush();
  await vi.waitFor(() => expect(events).toHaveLength(1));
  const second = await stranger(
    server,
    `${server.env[EVENTS_TOKEN]}\n${JSON.stringify(event(2))}\n`,
  );
  await once(second, "close");
  expect(events).toHaveLength(1);
});

test.each(["not json", "null", '{"type":"log"}', '{"type":"log","run":"r","seq":"1"}'])(
  "a line that is no event ends the connection: %s",
  async (line) => {
    const refused = vi.fn();
    const { server, events } = await listen({ onRefused: refused });
    const socket = await stranger(server, `${server.env[EVENTS_TOKEN]}\n${line}\n`);
    await once(socket, "close");
    expect(refused.mock.calls[0]?.[0]).toContain("not a run event");
    expect(events).toEqual([]);
  },
);

test("a gap in seq is told, run by run", async () => {
  const gap = vi.fn();
  const { server, events } = await listen({ onGap: gap });
  const socket = join(server);
  for (const one of [event(1), event(1, "", "r2"), event(2), event(5), event(2, "", "r2")])
    socket.write(one);
  await socket.end();
  await vi.waitFor(() => expect(events).toHaveLength(5));
  expect(gap.mock.calls).toEqual([["r1", 2]]);
});

test("the host's commands arrive, also those from before the run had connected", async () => {
  const { server } = await listen();
  server.send({ type: "cancel" });
  const onCommand = vi.fn();
  join(server, { onCommand });
  await vi.waitFor(() => expect(onCommand).toHaveBeenCalledWith({ type: "cancel" }));
});

test("a host that goes away is noticed, and writing on does no harm", async () => {
  const { server, events } = await listen();
  const onClose = vi.fn();
  const socket = join(server, { onClose });
  socket.write(event(1));
  socket.flush();
  await vi.waitFor(() => expect(events).toHaveLength(1));
  server.close();
  await vi.waitFor(() => expect(onClose).toHaveBeenCalled());
  socket.write(event(2));
  await socket.end();
});

test("a host that does not read costs events, never the run, and keeps the last one", async () => {
  let admitted: Socket | undefined;
  const { createServer } = await import("node:net");
  const { mkdtempSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  const path = `${mkdtempSync(`${tmpdir()}/millrace-slow-`)}/s.sock`;
  const slow = createServer((socket) => {
    admitted = socket.pause();
  });
  slow.listen(path);
  await once(slow, "listening");
  cleanups.push(() => {
    admitted?.destroy();
    slow.close();
  });
  const socket = EventSocket.connect(
    { onCommand: () => {}, onClose: () => {} },
    { [EVENTS]: path },
  );
  if (!socket) throw new Error("not connected");
  const big = "x".repeat(1_000_000);
  let seq = 0;
  for (; seq < 120; ) {
    socket.write(event(++seq, big));
    if (seq % 20 === 0) await new Promise(setImmediate);
  }
  socket.write({
    ...event(++seq),
    type: "run-state",
    state: { type: "RUNNING", name: "Running" },
  } as RunEvent);
  const ended = socket.end();
  let text = "";
  await vi.waitFor(() => expect(admitted).toBeDefined());
  admitted?.setEncoding("utf8").on("data", (piece) => {
    text += piece;
  });
  admitted?.resume();
  await ended;
  await vi.waitFor(() => expect(text).toContain(`"seq":${seq}`));
  const seqs = [...text.matchAll(/"seq":(\d+)/g)].map((match) => Number(match[1]));
  expect(seqs[0]).toBe(1);
  expect(seqs.at(-1)).toBe(seq);
  expect(seqs.length).toBeLessThan(110);
});

test("a host that falls behind asks for relief, and gives it by reading", async () => {
  const { server, events } = await listen();
  const socket = join(server);
  expect(socket.relief()).toBeUndefined();
  const line = "x".repeat(1024 * 1024);
  for (let seq = 1; seq <= 8; seq++) socket.write(event(seq, line));
  const relief = socket.relief();
  expect(relief).toBeInstanceOf(Promise);
  await relief;
  expect(socket.relief()).toBeUndefined();
  await socket.end();
  await vi.waitFor(() => expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]));
});

test("a host that is gone holds up nobody", async () => {
  const { server } = await listen();
  const socket = join(server);
  for (let seq = 1; seq <= 8; seq++) socket.write(event(seq, "x".repeat(1024 * 1024)));
  const relief = socket.relief();
  server.close();
  await relief;
  expect(socket.relief()).toBeUndefined();
});
