import { type Connection, DidChangeWatchedFilesNotification } from "vscode-languageserver";

const WATCHED = ["**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}", "**/{tsconfig*,jsconfig*,package}.json"];

/** Asks the editor to tell of files that change on the disk, where it can. */
export async function watchFiles(connection: Connection): Promise<void> {
  await connection.client.register(DidChangeWatchedFilesNotification.type, {
    watchers: WATCHED.map((globPattern) => ({ globPattern })),
  });
}
