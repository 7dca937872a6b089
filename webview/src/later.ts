/** What the first picture does without, in one part: panes, layout, menus, dialogs, files. */
import "./view/controls-later.js";

export { exportAs } from "./exports.js";
export { startWorker } from "./layout/worker.js";
export { errorMarkdown } from "./model/error-markdown.js";
export { DetailsView } from "./view/details.js";
export { EdgeTip } from "./view/edge-tip.js";
export { EmptyView } from "./view/empty.js";
export { openForm } from "./view/form.js";
export { openHelp } from "./view/help.js";
export { LogsView } from "./view/logs.js";
export { openMenu } from "./view/menu.js";
export { toolbarMenu } from "./view/more-menu.js";
export { TimelineView } from "./view/timeline.js";
