/** The language server as a program: `--stdio`, `--node-ipc` or `--socket=PORT`, as the editor says. */
import "./memory.js";
import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { serve } from "./server.js";

serve(createConnection(ProposedFeatures.all));
