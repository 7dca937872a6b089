import * as vscode from "vscode";
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  type MessageTransports,
} from "vscode-languageclient/browser";
import { workerScript } from "./worker-script.js";

/** A worker as a browser has it; the types here are those of Node.js. */
declare const Worker: new (script: string) => ConstructorParameters<typeof BrowserMessageReader>[0];

/** Starts the language server in a worker. */
export async function startServer(folder: vscode.Uri): Promise<MessageTransports> {
  const read = (name: string) => vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name));
  const [typeScript, server] = await Promise.all([read("ts-morph.cjs"), read("web-server.js")]);
  const script = new Blob(workerScript(typeScript, server), { type: "text/javascript" });
  const worker = new Worker(URL.createObjectURL(script));
  return { reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) };
}
