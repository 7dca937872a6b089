import { cpSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { expect } from "vitest";
import { launchChromium } from "../../scripts/chromium.mjs";
import {
  type CodeServer,
  installExtension,
  startCodeServer,
  throwAwayProfile,
} from "../../scripts/code-server.mjs";
import { packageExtension } from "../../scripts/package.mjs";
import { Workbench } from "./driver/workbench.js";
import { Workspace } from "./driver/workspace.js";

const flows = fileURLToPath(new URL("flows/", import.meta.url));
export const SETTINGS = {
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "editor.minimap.enabled": false,
  "editor.hover.delay": 100,
  "files.autoSave": "off",
  // Drawn as text of the page, which can be read.
  "terminal.integrated.gpuAcceleration": "off",
};

export interface Window extends AsyncDisposable {
  readonly workbench: Workbench;
  readonly workspace: Workspace;
}

/** One VS Code for all journeys: the packaged extension, installed into a throw-away profile. */
export class Stage {
  private constructor(
    readonly vsix: string,
    readonly workspace: Workspace,
    readonly browser: Browser,
    readonly server: CodeServer,
    readonly workbench: Workbench,
  ) {}

  static async open(): Promise<Stage> {
    const profile = throwAwayProfile(SETTINGS);
    const vsix = await packageExtension();
    installExtension(profile, vsix);
    const workspace = Workspace.withExamples();
    restore(workspace);
    const server = await startCodeServer({ profile, folder: workspace.folder });
    const browser = await launchChromium();
    const workbench = await Workbench.open(browser, server.url, workspace.folder);
    return new Stage(vsix, workspace, browser, server, workbench);
  }

  /** What the next journey finds: nothing open, the flows as they were. */
  async clear(): Promise<void> {
    await this.workbench.clear();
    restore(this.workspace);
  }

  /** A window on a workspace of its own with the examples, which has these settings from the start. */
  async window(settings: object): Promise<Window> {
    const workspace = Workspace.withExamples();
    restore(workspace);
    workspace.write(".vscode/settings.json", JSON.stringify(settings));
    return await this.windowOn(workspace);
  }

  /** A window on a workspace that has these files, and `millrace`. */
  async windowWith(files: Record<string, string>): Promise<Window> {
    const workspace = Workspace.bare({ "package.json": "{}", ...files });
    workspace.installPackages();
    return await this.windowOn(workspace);
  }

  private async windowOn(workspace: Workspace): Promise<Window> {
    const workbench = await Workbench.open(this.browser, this.server.url, workspace.folder);
    return {
      workbench,
      workspace,
      async [Symbol.asyncDispose]() {
        // A window of its own is gone when a journey is known to have failed.
        await workbench.screenshot(`last of ${expect.getState().currentTestName}`);
        await workbench.close();
        workspace.remove();
      },
    };
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.stop();
    this.workspace.remove();
  }
}

function restore(workspace: Workspace): void {
  cpSync(flows, workspace.path("flows"), { recursive: true });
}
