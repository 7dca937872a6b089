/**
 * What VS Code's own context menu is about. It reads `data-vscode-context` when a menu is asked for,
 * so saying it just before is enough, and costs nothing while states change.
 */

export interface MenuContext {
  /** Which of the menus of the manifest: a node's, or the graph's. */
  webviewSection: "millraceNode" | "millraceGraph";
  node?: string;
  millraceGroup?: boolean;
  millraceFailed?: boolean;
}

export function attachContextMenu(
  pane: HTMLElement,
  contextOf: (event: MouseEvent) => MenuContext,
): void {
  const say = (event: MouseEvent) => {
    const context = { preventDefaultContextMenuItems: true, ...contextOf(event) };
    pane.dataset.vscodeContext = JSON.stringify(context);
  };
  pane.addEventListener("contextmenu", say, { capture: true });
}
