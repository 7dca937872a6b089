/** What only a run needs that somebody is to be told of: loaded then. */
export { stillRuns } from "../alerts/happenings.js";
export { outboxFor, tellOfEnd } from "../alerts/tell.js";
