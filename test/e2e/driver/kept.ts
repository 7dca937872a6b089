import type { Page } from "playwright-core";

/** The editors with what their pages keep, and what the extension does. */
const KEYS = ["memento/workbench.parts.editor", "millrace.millrace-vscode"];

/** What VS Code in this page has written down: JSON, empty before the first time. */
export async function keptByWindow(page: Page): Promise<string> {
  const found = await page.evaluate(readAll, KEYS);
  return found.join("\n");
}

interface Request<Result> {
  result: Result;
  onsuccess: () => void;
  onerror: () => void;
}

interface Database {
  objectStoreNames: Iterable<string>;
  transaction(store: string): { objectStore(name: string): { get(key: string): Request<unknown> } };
  close(): void;
}

interface IndexedDb {
  databases(): Promise<{ name: string }[]>;
  open(name: string): Request<Database>;
}

/** Runs in the page: the keys' values in every store of every database there is. */
async function readAll(keys: string[]): Promise<string[]> {
  const { indexedDB } = globalThis as unknown as { indexedDB: IndexedDb };
  const answer = <Result>(request: Request<Result>) =>
    new Promise<Result>((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error("the database cannot be read"));
    });
  const values: string[] = [];
  for (const { name } of await indexedDB.databases()) {
    const database = await answer(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      for (const key of keys) {
        const value = await answer(database.transaction(store).objectStore(store).get(key));
        if (typeof value === "string") values.push(value);
      }
    }
    database.close();
  }
  return values;
}
