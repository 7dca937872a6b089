/**
 * The one place that knows the webview toolkit, with controls-later.ts for the elements that only
 * later parts use; a swap for another set of elements touches these and the tag names.
 */
import { vsCodeButton } from "@vscode/webview-ui-toolkit/dist/button/index.js";
import { vsCodeDropdown } from "@vscode/webview-ui-toolkit/dist/dropdown/index.js";
import { vsCodeOption } from "@vscode/webview-ui-toolkit/dist/option/index.js";
import { vsCodeProgressRing } from "@vscode/webview-ui-toolkit/dist/progress-ring/index.js";
import { vsCodeRadio } from "@vscode/webview-ui-toolkit/dist/radio/index.js";
import { vsCodeRadioGroup } from "@vscode/webview-ui-toolkit/dist/radio-group/index.js";
import { vsCodeTextField } from "@vscode/webview-ui-toolkit/dist/text-field/index.js";
import { provideVSCodeDesignSystem } from "@vscode/webview-ui-toolkit/dist/vscode-design-system.js";

export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeProgressRing(),
    vsCodeRadio(),
    vsCodeRadioGroup(),
    vsCodeTextField(),
  );
}

/** What the panel reads and sets on a toolkit field. */
export interface ValueControl extends HTMLElement {
  value: string;
  disabled: boolean;
}

export interface CheckControl extends HTMLElement {
  checked: boolean;
  disabled: boolean;
}

export interface ButtonControl extends HTMLElement {
  disabled: boolean;
}
