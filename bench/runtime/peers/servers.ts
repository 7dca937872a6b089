/**
 * The servers that peers need: Debian's, each a throw-away of our own on the loopback address, with
 * the durability of Millrace's store: nothing is lost when a process dies, the last moments may be
 * when the power fails.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { chown, mkdir } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createConnection, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { withFolder } from "../../measure/folder.js";

/** A peer that cannot be had on this machine; the message says what would bring it. */
export class Unavailable extends Error {}

/** Starts a PostgreSQL of its own for the work. @param work is given the URL of the server, without a database */
export async function withPostgres<T>(work: (url: string) => Promise<T>): Promise<T> {
  const bin = postgresPrograms();
  const owner = process.getuid?.() === 0 ? idsOf("postgres") : undefined;
  return withFolder(async (folder) => {
    const data = join(folder, "data");
    await mkdir(data);
    if (owner !== undefined) {
      await chown(folder, owner.uid, owner.gid);
      await chown(data, owner.uid, owner.gid);
    }
    const cwd = folder;
    execFileSync(join(bin, "initdb"), ["-D", data, "-U", "bench", "-A", "trust", "--no-sync"], {
      ...owner,
      cwd,
      stdio: ["ignore", "ignore", "pipe"],
    });
    const port = await freePort();
    const settings = [
      `port=${port}`,
      "listen_addresses=127.0.0.1",
      `unix_socket_directories=${folder}`,
      "synchronous_commit=off",
    ].flatMap((setting) => ["-c", setting]);
    const server = spawn(join(bin, "postgres"), ["-D", data, ...settings], {
      ...owner,
      cwd,
      stdio: "ignore",
    });
    return whileRunning(server, port, () => work(`postgresql://bench@127.0.0.1:${port}`));
  });
}

/** Starts a Redis of its own for the work. @param work is given its port */
export async function withRedis<T>(work: (port: number) => Promise<T>): Promise<T> {
  if (!onPath("redis-server"))
    throw new Unavailable("no redis-server here: apt-get install redis-server");
  return withFolder(async (folder) => {
    const port = await freePort();
    const settings = { port, bind: "127.0.0.1", dir: folder, appendonly: "yes", save: "" };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
    const server = spawn("redis-server", args, { stdio: "ignore" });
    return whileRunning(server, port, () => work(port));
  });
}

async function whileRunning<T>(
  server: ReturnType<typeof spawn>,
  port: number,
  work: () => Promise<T>,
): Promise<T> {
  const ended = once(server, "exit");
  try {
    await listening(server, port);
    return await work();
  } finally {
    server.kill("SIGINT");
    await ended;
  }
}

/** Waits until somebody answers on the port. */
async function listening(server: ReturnType<typeof spawn>, port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (server.exitCode !== null)
      throw new Error(`${server.spawnfile} ended with ${server.exitCode}`);
    const socket = createConnection(port, "127.0.0.1");
    const answered = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (answered) return;
    await delay(50);
  }
  throw new Error(`${server.spawnfile} did not answer on port ${port} within 10 s`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

/** Debian keeps them out of the path, a folder a version. */
function postgresPrograms(): string {
  const all = "/usr/lib/postgresql";
  const newest = existsSync(all)
    ? readdirSync(all)
        .sort((a, b) => Number(b) - Number(a))
        .at(0)
    : undefined;
  if (newest === undefined) {
    throw new Unavailable("no PostgreSQL here: apt-get install postgresql");
  }
  return join(all, newest, "bin");
}

/** PostgreSQL refuses to run as root. */
function idsOf(user: string): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync("id", [flag, user], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

export function onPath(program: string): boolean {
  return (process.env.PATH ?? "").split(":").some((folder) => existsSync(join(folder, program)));
}
