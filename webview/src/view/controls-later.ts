/** The toolkit's elements that forms and logs use; the page's own are in controls.ts. */
import { vsCodeCheckbox } from "@vscode/webview-ui-toolkit/dist/checkbox/index.js";
import { vsCodeTextArea } from "@vscode/webview-ui-toolkit/dist/text-area/index.js";
import { provideVSCodeDesignSystem } from "@vscode/webview-ui-toolkit/dist/vscode-design-system.js";

provideVSCodeDesignSystem().register(vsCodeCheckbox(), vsCodeTextArea());
