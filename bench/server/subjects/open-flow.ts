import { withFolder } from "../../measure/folder.js";
import { Editor } from "./editor.js";
import { flowFile, writeWorkspace } from "./workspace.js";

/** Gives the work an editor whose server knows the workspace of 1,500 files, with the flow of that number open. */
export function withOpenFlow(
  flow: number,
  work: (editor: Editor, uri: string) => Promise<void>,
): Promise<void> {
  return withFolder(async (folder) => {
    writeWorkspace(folder);
    await using editor = new Editor(folder);
    await editor.initialize();
    await editor.initialized();
    await editor.ask("millrace/flows");
    await work(editor, await editor.open(flowFile(flow)));
  });
}
