/** What the manifest offers is there: a menu item that does nothing is worse than none. */
import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const { contributes } = JSON.parse(
  readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
) as {
  contributes: {
    commands: { command: string }[];
    menus: Record<string, { command: string; when?: string }[]>;
    views: Record<string, { id: string }[]>;
    viewsWelcome: { view: string; contents: string }[];
    walkthroughs: { steps: { description: string }[] }[];
  };
};
const declared = new Set(contributes.commands.map(({ command }) => command));
const items = Object.entries(contributes.menus).flatMap(([menu, all]) =>
  all.map((item) => ({ menu, ...item })),
);

test("menus have only commands that are declared", () => {
  expect(items.filter(({ command }) => !declared.has(command))).toEqual([]);
});

test("links in welcomes and the walkthrough run commands that are declared", () => {
  const texts = [
    ...contributes.viewsWelcome.map(({ contents }) => contents),
    ...contributes.walkthroughs.flatMap(({ steps }) => steps.map((step) => step.description)),
  ];
  const linked = texts.flatMap((text) =>
    [...text.matchAll(/\(command:(millrace\.\w+)/g)].map(([, command = ""]) => command),
  );
  expect(linked.length).toBeGreaterThan(0);
  expect(linked.filter((command) => !declared.has(command))).toEqual([]);
});

/** These take a row, a run or a schedule: from the palette they have nothing to work on. */
test.each([
  "showRun",
  "showRunLog",
  "deleteRun",
  "runTask",
  "compareRuns",
  "selectRunForCompare",
  "compareWithSelectedRun",
  "compareSelectedRuns",
  "stopServing",
  "pauseSchedule",
  "resumeSchedule",
  "runSchedule",
  "openSchedule",
  "backfillSchedule",
])("%s is not in the palette", (name) => {
  const found = items.find(
    ({ menu, command }) => menu === "commandPalette" && command === `millrace.${name}`,
  );
  expect(found?.when).toBe("false");
});

test("every condition on a view names a view that there is", () => {
  const views = new Set(Object.values(contributes.views).flatMap((all) => all.map(({ id }) => id)));
  const named = [
    ...items.flatMap(({ when }) => /\bview == ([\w.]+)/.exec(when ?? "")?.[1] ?? []),
    ...contributes.viewsWelcome.map(({ view }) => view),
  ];
  expect(named.filter((view) => !views.has(view))).toEqual([]);
});

test("the page of the extension shows pictures that there are", () => {
  const page = new URL("../../client/README.md", import.meta.url);
  const pictures = [...readFileSync(page, "utf8").matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)];
  expect(pictures.length).toBeGreaterThan(0);
  expect(pictures.filter(([, path = ""]) => !existsSync(new URL(path, page)))).toEqual([]);
});
