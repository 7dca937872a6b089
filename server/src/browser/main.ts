/** The language server as a web worker: for VS Code in a browser. */
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
} from "vscode-languageserver/browser";
import { serve } from "../server.js";
import { write } from "./files.js";

// Of a worker's own scope only the two ends of its wire are of use here.
const worker = globalThis as unknown as ConstructorParameters<typeof BrowserMessageReader>[0];

serve(createConnection(new BrowserMessageReader(worker), new BrowserMessageWriter(worker)), write);
