/** The panel's entry: registers the controls, restores what was kept, and says `ready`. */
import { connect, type Host } from "./host.js";
import { Panel } from "./panel.js";
import { initialUi } from "./ui.js";
import { registerControls } from "./view/controls.js";
import { installIcons } from "./view/icons.js";

installIcons();
registerControls();

let panel: Panel | undefined;
const host: Host = connect((message) => panel?.receive(message));
const readsScreen = document.body.classList.contains("vscode-using-screen-reader");
panel = new Panel(
  host,
  initialUi(host.saved(), readsScreen),
  document.body.dataset.elkWorker ?? "",
);

// VS Code tells of a new theme by classes on the body and variables on the root.
const themes = new MutationObserver(() => panel?.themeChanged());
themes.observe(document.body, { attributeFilter: ["class", "data-vscode-theme-id"] });
themes.observe(document.documentElement, { attributeFilter: ["style"] });

// The toolkit reads the theme's variables at `load`; until then its colours are guesses.
if (document.readyState === "complete") showControls();
else window.addEventListener("load", showControls);

function showControls(): void {
  document.body.classList.add("loaded");
}

host.post({ type: "ready" });
