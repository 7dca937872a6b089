import type { Connection } from "vscode-languageserver";
import type { Workspace } from "./workspace.js";

/** Indexes the workspace, and shows how far it is where the editor can show that. */
export async function indexWithProgress(
  connection: Connection,
  workspace: Workspace,
  canShow: boolean,
): Promise<void> {
  if (!canShow) {
    await workspace.index({ report() {}, cancelled: false });
    return;
  }
  const progress = await connection.window.createWorkDoneProgress();
  progress.begin("Millrace: finding flows", 0, undefined, true);
  let shown = 0;
  await workspace.index({
    report(done, of) {
      const percentage = Math.floor((100 * done) / of);
      if (percentage === shown) return;
      shown = percentage;
      progress.report(percentage, `${done} of ${of} files`);
    },
    get cancelled() {
      return progress.token.isCancellationRequested;
    },
  });
  progress.done();
}
