/**
 * What a person does, in VS Code itself: its real extension host and debugger, served by
 * code-server, in Chromium. Pictures of every journey are in .artifacts/e2e.
 */
import { afterAll, afterEach, beforeAll, describe } from "vitest";
import { findChromium, HOW_TO_GET_CHROMIUM } from "../../scripts/chromium.mjs";
import { alertsJourney } from "./journeys/alerts.js";
import { aloneJourney } from "./journeys/alone.js";
import { cancelJourney } from "./journeys/cancel.js";
import { compareJourney } from "./journeys/compare.js";
import { debugJourney } from "./journeys/debug.js";
import { deletedJourney } from "./journeys/deleted.js";
import { editJourney } from "./journeys/edit.js";
import { failureJourney } from "./journeys/failure.js";
import { floodJourney } from "./journeys/flood.js";
import { graphJourney } from "./journeys/graph.js";
import { languageJourney } from "./journeys/language.js";
import { missingJourney } from "./journeys/missing.js";
import { questionsJourney } from "./journeys/questions.js";
import { reloadJourney } from "./journeys/reload.js";
import { runJourney } from "./journeys/run.js";
import { schedulesJourney } from "./journeys/schedules.js";
import { serviceJourney } from "./journeys/service.js";
import { startJourney } from "./journeys/start.js";
import { subflowJourney } from "./journeys/subflow.js";
import { trustJourney } from "./journeys/trust.js";
import { webJourney } from "./journeys/web.js";
import { wideMapJourney } from "./journeys/wide-map.js";
import { windowsJourney } from "./journeys/windows.js";
import { Stage } from "./stage.js";

const chromium = findChromium();
if (!chromium) {
  console.warn(`Skipped: the journeys in VS Code need Chromium. ${HOW_TO_GET_CHROMIUM} brings it.`);
}

// A whole editor takes part: its own toasts and focus come when they like. A journey that fails is
// walked again from a cleared stage; a fault of ours fails it every time.
describe.skipIf(!chromium)("in VS Code", { timeout: 120_000, retry: 2 }, () => {
  let stage: Stage;
  const current = () => stage;

  beforeAll(async () => {
    stage = await Stage.open();
  }, 180_000);

  afterEach(async ({ task }) => {
    if (task.result?.state === "fail")
      await stage.workbench.screenshot(`failed ${task.name} ${task.result.retryCount ?? 0}`);
    await stage.clear();
  }, 60_000);

  afterAll(async () => {
    await stage?.close();
  });

  graphJourney(current);
  editJourney(current);
  languageJourney(current);
  runJourney(current);
  aloneJourney(current);
  failureJourney(current);
  subflowJourney(current);
  debugJourney(current);
  cancelJourney(current);
  deletedJourney(current);
  startJourney(current);
  wideMapJourney(current);
  floodJourney(current);
  reloadJourney(current);
  compareJourney(current);
  questionsJourney(current);
  schedulesJourney(current);
  serviceJourney(current);
  alertsJourney(current);
  windowsJourney(current);
  missingJourney(current);
  trustJourney(current);
  webJourney(current);
});
