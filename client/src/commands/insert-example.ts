import * as vscode from "vscode";

const EXAMPLE = `import { flow, task } from "millrace";

export const fetchPrices = task({ retries: 2, retryDelay: "1s" }, async (symbol: string) => {
  // Replace this with a request of your own.
  return [symbol.length, 3, 5];
});

export const average = task((prices: number[]) => {
  return prices.reduce((sum, price) => sum + price, 0) / prices.length;
});

export const prices = flow({ name: "prices" }, async (symbol = "MILL") => {
  const fetched = fetchPrices(symbol);
  return await average(fetched);
});
`;

/** Into an empty document where one is open, else into a new one. */
export async function insertExample(): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId === "typescript" && editor.document.getText().trim() === "") {
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), EXAMPLE));
    return;
  }
  const document = await vscode.workspace.openTextDocument({
    language: "typescript",
    content: EXAMPLE,
  });
  await vscode.window.showTextDocument(document);
}
