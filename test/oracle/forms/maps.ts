/** One task over many values: P33..P37, P44. */
import type { Spot } from "../spot.js";
import { type Form, form } from "./form.js";

export const maps: Record<string, Form> = {
  "task.map (P35)": form((at) => {
    const shared = at.one([() => "", () => `, unmapped(${at.one([at.made(), at.future()])})`])();
    at.define("futures", `${at.value()}.map(${source(at)}${shared})`);
  }),
  "task.map awaited (P35)": form((at) =>
    at.define("list", `await ${at.value()}.map(${source(at)})`),
  ),
  "array map (P33)": form((at) => {
    const { spot, item } = callback(at, false);
    at.define("list", `await Promise.all(${at.list()}.map((${item}: any) => ${spot.call()}))`);
  }),
  "array map of futures (P33)": form((at) => {
    const { spot, item } = callback(at, false);
    at.define("futures", `${at.list()}.map((${item}: any) => ${spot.task()}(${item}))`);
  }),
  "map by name (P34)": form((at) => {
    at.define("list", `await Promise.all(${at.list()}.map(${at.value()}))`);
  }),
  "map of two (P36)": form((at) => {
    const { spot, item } = callback(at, true);
    const [first, second] = [spot.task(), spot.task()];
    const list = at.names.fresh();
    at.page.block(
      `const ${list} = await Promise.all(${at.list()}.map(async (${item}: any) => {`,
      () => {
        at.line(`const a = await ${first}(${item});`);
        at.line(`return ${second}(a);`);
      },
      "}));",
    );
    at.declare("list", list);
  }),
  "filter, map (P37)": form((at) => {
    const { spot, item } = callback(at, false);
    const kept = `${at.list()}.filter((r: any) => r.ok)`;
    at.define(
      "list",
      `await Promise.all(${kept}.map((${item}: any) => ${spot.task()}(${item}.x)))`,
    );
  }),
  flatMap: form((at) => {
    const { spot, item } = callback(at, false);
    at.define(
      "futures",
      `${at.list()}.flatMap((${item}: any) => [${spot.task()}(${item}), ${spot.task()}()])`,
    );
  }),
  "Array.from (P44)": form((at) => {
    const length = `count("${at.names.fresh("n")}")`;
    at.define(
      "list",
      `await Promise.all(Array.from({ length: ${length} }, () => ${at.synchronous().call()}))`,
    );
  }),
  "reduce (P38)": form((at) => {
    const { spot, item } = callback(at, false);
    const step = `(p: Promise<any>, ${item}: any) => p.then(() => ${spot.task()}(${item}))`;
    at.line(`await ${at.list()}.reduce(${step}, Promise.resolve());`);
  }),
};

function source(at: Spot): string {
  return at.one([() => at.list(), () => at.futures(), () => `[${at.atom()}, ${at.atom()}]`])();
}

function callback(at: Spot, canAwait: boolean): { spot: Spot; item: string } {
  const item = at.names.fresh("i");
  return { item, spot: at.callback([{ name: item, kind: "made" }], canAwait) };
}
