/** Promises and values in arrays, objects and maps; Promise.all and its like. */
import { type Form, form } from "./form.js";

export const containers: Record<string, Form> = {
  "all of two (P08)": form((at) => {
    const [a, b] = [at.names.fresh(), at.names.fresh()];
    at.line(`const [${a}, ${b}] = await Promise.all([${at.call()}, ${at.call()}]);`);
    at.declare("made", a);
    at.declare("made", b);
  }),
  "list of futures": form((at) => at.define("futures", `[${at.call()}, ${at.future()}]`)),
  "all of a list (P32)": form((at) => at.define("list", `await Promise.all(${at.futures()})`)),
  "allSettled (P63)": form((at) => {
    at.define("opaque", `await Promise.allSettled([${at.call()}, ${at.future()}])`);
  }),
  "race (P64)": form((at) => {
    at.define("made", `await Promise.${at.one(["race", "any"])}([${at.call()}, ${at.call()}])`);
  }),
  "record of futures (P76)": form((at) => {
    const record = at.names.fresh();
    at.line(`const ${record} = { a: ${at.call()}, b: ${at.future()} };`);
    at.define("made", `await ${record}.${at.one(["a", "b"])}`);
    at.declare("opaque", record);
  }),
  "Map (P76)": form((at) => {
    const map = at.names.fresh();
    at.line(`const ${map} = new Map<string, any>();`);
    at.line(`${map}.set("a", ${at.call()});`);
    at.line(`${map}.set("b", ${at.future()});`);
    at.define("made", `await ${map}.get("${at.one(["a", "b"])}")`);
  }),
  "push (P19, P32)": form((at) => {
    const list = at.names.fresh();
    const futures = at.pick(2) === 0;
    at.line(`const ${list}: any[] = [];`);
    const item = () => (futures ? at.call() : `await ${at.call()}`);
    at.line(`${list}.push(${item()});`);
    if (at.pick(2) === 0) at.line(`if (${at.condition()}) ${list}.push(${item()});`);
    at.declare(futures ? "futures" : "list", list);
  }),
  "concat (P19)": form((at) => {
    const list = at.names.fresh();
    at.line(`let ${list} = [...${at.list()}];`);
    at.line(`${list} = ${list}.concat(await ${at.call()});`);
    at.declare("list", list);
  }),
  "text added up (P19)": form((at) => {
    const text = at.names.fresh();
    at.line(`let ${text} = ${at.text()};`);
    at.line(`${text} += (await ${at.call()}).x;`);
    at.declare("text", text);
  }),
};
