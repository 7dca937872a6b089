/** `millrace agent`: an editor's access to the history, over JSON-RPC on two streams. */
import { once } from "node:events";
import type { AgentErrorCodes } from "@millrace/protocol";
import {
  createMessageConnection,
  type MessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import { InputError, LiveRunError, StoreError, UnknownRunError } from "../store/index.js";
import { type Handlers, handlers } from "./handlers.js";
import { Library } from "./library.js";
import { RetryError } from "./retry.js";
import { Watches } from "./watches.js";

export interface AgentOptions {
  /** The store's folder; need not exist. */
  folder: string;
  input?: NodeJS.ReadableStream;
  output?: NodeJS.WritableStream;
}

/** Answers until the input ends. */
export async function serveAgent({
  folder,
  input = process.stdin,
  output = process.stdout,
}: AgentOptions): Promise<void> {
  const rpc = createMessageConnection(
    new StreamMessageReader(input),
    new StreamMessageWriter(output),
  );
  const library = new Library(folder);
  const watches = new Watches(library, (method, params) => {
    // The editor may be gone already; the end of the input says so.
    rpc.sendNotification(method, params).catch(() => {});
  });
  answer(rpc, handlers(library, watches));
  const closed = once(input, "close");
  rpc.listen();
  await closed;
  watches.stop();
  library.close();
  rpc.dispose();
}

function answer(rpc: MessageConnection, methods: Handlers): void {
  for (const [method, handle] of Object.entries(methods)) {
    const request = handle as (params: unknown) => unknown;
    rpc.onRequest(method, async (params: unknown): Promise<unknown> => {
      try {
        return await request(params ?? {});
      } catch (error) {
        return failure(error);
      }
    });
  }
}

const codes: AgentErrorCodes = {
  unknownRun: -32001,
  liveRun: -32002,
  store: -32003,
  retry: -32004,
  input: -32005,
};

function failure(error: unknown): ResponseError<{ nearest?: readonly string[] }> {
  if (error instanceof UnknownRunError) {
    return new ResponseError(codes.unknownRun, error.message, { nearest: error.nearest });
  }
  if (error instanceof LiveRunError) return new ResponseError(codes.liveRun, error.message);
  if (error instanceof StoreError) return new ResponseError(codes.store, error.message);
  if (error instanceof InputError) return new ResponseError(codes.input, error.message);
  if (error instanceof RetryError) return new ResponseError(codes.retry, error.message);
  throw error;
}
