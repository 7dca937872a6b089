import type { FlowKey, NodeId, PanelCommand } from "@millrace/protocol";
import * as vscode from "vscode";
import type { Services } from "../services.js";
import { panelHtml, webviewOptions } from "./panel-html.js";
import { PanelSession } from "./panel-session.js";

const TYPE = "millrace.panel";
const VIEW = "millrace.graph";
const LAST = "panel:last";
/** Panels that were closed unseen after a reload are forgotten in the end. */
const REMEMBERED = 20;

interface Place {
  uri: string;
  flow?: FlowKey;
  /** The export of a task that is shown by itself. */
  task?: string;
  pinned?: boolean;
  /** It is the view in the bottom panel, of which there is one. */
  isView?: boolean;
}

/** What the page of a panel keeps of itself. */
interface Kept {
  flow?: FlowKey | undefined;
  file?: string | undefined;
}

/** Where a context menu was asked for. */
export interface MenuOrigin {
  /** Type of the webview, as VS Code knows it. */
  webview?: string;
  node?: NodeId;
}

interface Shown {
  session: PanelSession;
  panel?: vscode.WebviewPanel;
}

/** All panels of the window: editors beside the text, and the view in the bottom panel. */
export class Panels
  implements vscode.WebviewPanelSerializer, vscode.WebviewViewProvider, vscode.Disposable
{
  readonly #shown = new Set<Shown>();
  readonly #subscriptions: vscode.Disposable[];
  /** What was shown before the window was reloaded; a panel behind another one comes when it is seen. */
  #before: Place[];
  #active: Shown | undefined;

  constructor(private readonly services: Services) {
    this.#before = services.context.workspaceState.get<Place[]>(LAST, []);
    this.#subscriptions = [
      vscode.window.registerWebviewPanelSerializer(TYPE, this),
      vscode.window.registerWebviewViewProvider(VIEW, this),
      vscode.window.onDidChangeActiveTextEditor(
        (editor) => editor && void this.#followEditor(editor),
      ),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#cursor(textEditor)),
    ];
  }

  /** The panel a person last used. */
  get active(): PanelSession | undefined {
    return this.#active?.session;
  }

  /** Opens the graph of a flow beside its text, in the panel that is not pinned to another one. */
  async open(uri: vscode.Uri, flow?: FlowKey): Promise<PanelSession> {
    const shown = await this.#panelFor(uri, flow);
    await shown.session.show(uri, flow);
    this.#activate(shown);
    return shown.session;
  }

  /** Opens the graph of a task by itself. */
  async openTask(uri: vscode.Uri, task: string): Promise<PanelSession> {
    const shown = await this.#panelFor(uri, task);
    await shown.session.showTask(uri, task);
    this.#activate(shown);
    return shown.session;
  }

  /**
   * Sends a command to the panel whose own menu it was chosen from, else to the one last used.
   * @param from what VS Code says of the menu; nothing for a command of the palette or a title
   */
  command(command: PanelCommand, from: MenuOrigin = {}): void {
    const inView = [...this.#shown].find(({ panel }) => !panel);
    const session = from.webview === VIEW ? inView?.session : this.active;
    session?.command(command, from.node);
  }

  pin(pinned: boolean): void {
    this.active?.pin(pinned);
  }

  /** After a reload of the window. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: unknown): Promise<void> {
    const { session } = this.#adopt(panel);
    await Promise.all([this.#load(panel), this.#bringBack(session, (kept ?? {}) as Kept)]);
  }

  /** The view in the bottom panel; it is not restored, but asked for when it is seen. */
  async resolveWebviewView(view: vscode.WebviewView): Promise<void> {
    const { extensionUri } = this.services.context;
    view.webview.options = webviewOptions(extensionUri);
    const shown = this.#watch(view.webview);
    const { session } = shown;
    view.onDidDispose(() => this.#forget(shown));
    view.onDidChangeVisibility(() => {
      if (view.visible) this.#activate(shown);
      else session.hidden();
    });
    const restored = this.#restore(session, ({ isView }) => isView === true);
    view.webview.html = await panelHtml(view.webview, extensionUri);
    const editor = vscode.window.activeTextEditor;
    if (restored) await restored;
    else if (editor) await session.show(editor.document.uri);
    this.#activate(shown);
  }

  dispose(): void {
    for (const one of this.#subscriptions) one.dispose();
    for (const { session } of this.#shown) session.dispose();
  }

  /** The one that shows the flow already, else one that is free, else a new one. */
  async #panelFor(uri: vscode.Uri, flow: FlowKey | undefined): Promise<Shown> {
    const open = [...this.#shown].filter(({ panel }) => panel);
    const same = open.find(({ session }) => flow !== undefined && session.shows(uri, flow));
    const shown = same ?? open.find(({ session }) => !session.pinned) ?? (await this.#create());
    shown.panel?.reveal(undefined, true);
    return shown;
  }

  async #create(): Promise<Shown> {
    const beside = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    const panel = vscode.window.createWebviewPanel(TYPE, "Task Graph", beside);
    const shown = this.#adopt(panel);
    await this.#load(panel);
    return shown;
  }

  #adopt(panel: vscode.WebviewPanel): Shown {
    const { extensionUri } = this.services.context;
    panel.webview.options = webviewOptions(extensionUri);
    panel.iconPath = vscode.Uri.joinPath(extensionUri, "client", "media", "icon.png");
    const shown = this.#watch(panel.webview, panel);
    const { session } = shown;
    panel.onDidDispose(() => this.#forget(shown));
    panel.onDidChangeViewState(() => {
      if (!panel.visible) session.hidden();
      if (panel.active) this.#activate(shown);
      else void vscode.commands.executeCommand("setContext", "millrace.panelFocused", false);
    });
    return shown;
  }

  /** A session, and what the window does about its changes. */
  #watch(webview: vscode.Webview, panel?: vscode.WebviewPanel): Shown {
    const session = new PanelSession(webview, this.services);
    const shown: Shown = { session, ...(panel && { panel }) };
    this.#shown.add(shown);
    session.onDidChangeTitle((name) => {
      if (panel) panel.title = `Graph: ${name}`;
      this.#remember();
    });
    session.onDidPin(() => {
      if (this.#active === shown) this.#activate(shown);
      this.#remember();
    });
    return shown;
  }

  /** What it showed, as its page kept it, or as it was noted here: VS Code may have lost the last of either. */
  #bringBack(session: PanelSession, kept: Kept): Promise<void> | undefined {
    const noted = this.#restore(session, (place) => isPlaceOf(place, kept));
    if (noted) return noted;
    if (kept.file !== undefined) return session.show(vscode.Uri.file(kept.file), kept.flow);
    const other = this.#restore(session, ({ isView }) => !isView);
    const [beside] = vscode.window.visibleTextEditors;
    return other ?? (beside && session.show(beside.document.uri));
  }

  /** @returns undefined where nothing is known of what it showed */
  #restore(session: PanelSession, isIt: (place: Place) => boolean): Promise<void> | undefined {
    const known = this.#before.find(isIt);
    if (!known) return undefined;
    this.#before = this.#before.filter((place) => place !== known);
    if (known.pinned) session.pin(true);
    return showPlace(session, known);
  }

  async #load({ webview }: vscode.WebviewPanel): Promise<void> {
    webview.html = await panelHtml(webview, this.services.context.extensionUri);
  }

  #activate(shown: Shown): void {
    this.#active = shown;
    const { pinned } = shown.session;
    void vscode.commands.executeCommand("setContext", "millrace.panelPinned", pinned);
    const focused = shown.panel?.active ?? false;
    void vscode.commands.executeCommand("setContext", "millrace.panelFocused", focused);
  }

  #forget(shown: Shown): void {
    this.#shown.delete(shown);
    if (this.#active === shown) {
      this.#active = undefined;
      void vscode.commands.executeCommand("setContext", "millrace.panelFocused", false);
    }
    shown.session.dispose();
  }

  /** An editor without a flow leaves the graph as it is. */
  async #followEditor(editor: vscode.TextEditor): Promise<void> {
    // What a panel covers is known once it is drawn, as after a reload of the window.
    await Promise.allSettled([...this.#shown].map(({ session }) => session.drawn));
    const { uri } = editor.document;
    const followers = [...this.#shown].filter(
      ({ session }) => !session.pinned && !session.covers(editor),
    );
    if (followers.length === 0) return;
    const answer = await this.services.graphs.graph(uri.toString());
    if (!answer || answer.graph.flows.length === 0) return;
    for (const { session } of followers) await session.show(uri);
  }

  #cursor(editor: vscode.TextEditor): void {
    for (const { session } of this.#shown) session.cursor(editor);
  }

  #remember(): void {
    const shown = [...this.#shown].flatMap(placeOf);
    const places = [...shown, ...this.#before].slice(0, REMEMBERED);
    void this.services.context.workspaceState.update(LAST, places);
  }
}

function placeOf({ session, panel }: Shown): Place[] {
  const { uri, flow, pinned, code } = session;
  if (!uri || !flow) return [];
  const task = code.task === undefined ? {} : { task: code.task };
  return [
    { uri: uri.toString(), flow: flow.key, pinned, ...task, ...(!panel && { isView: true }) },
  ];
}

/** Keys are relative to a project's folder, and a workspace may have several. */
function isPlaceOf({ uri, flow, isView }: Place, kept: Kept): boolean {
  return !isView && flow === kept.flow && vscode.Uri.parse(uri).fsPath === kept.file;
}

async function showPlace(session: PanelSession, { uri, flow, task }: Place): Promise<void> {
  if (task !== undefined) await session.showTask(vscode.Uri.parse(uri), task);
  else await session.show(vscode.Uri.parse(uri), flow);
}
