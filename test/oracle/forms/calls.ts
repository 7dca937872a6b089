/** Calling tasks and subflows, and the task API. */
import { type Form, form } from "./form.js";

export const calls: Record<string, Form> = {
  "await (P01)": form((at) => at.define("made", `await ${at.call()}`)),
  "future (P02)": form((at) => at.define("future", at.call())),
  "order only (P04)": form((at) => at.line(`await ${at.call()};`)),
  "floating (P25)": form((at) => at.line(`${at.one(["", "void "])}${at.call()};`)),
  "nested (P03)": form((at) => {
    const inner = at.one([() => `await ${at.call()}`, () => at.call()])();
    at.define("made", `await ${at.task()}(${inner})`);
  }),
  "await later (P06)": form((at) => at.define("made", `await ${at.future()}`)),
  "odd callees (P26, P96)": form((at) => {
    const [task, input] = [at.value(), at.made()];
    const call = at.one([
      `(0, ${task})(${input})`,
      `${task}?.(${input})`,
      `(${task} as any)(${input})`,
      `${task}.call(null, ${input})`,
      `${task}.apply(null, [${input}])`,
      `${task}.bind(null, ${input})("go")`,
      `Reflect.apply(${task}, null, [${input}])`,
    ]);
    at.define("made", `await ${call}`);
  }),
  "alias of a task (P21)": form((at) => {
    const alias = at.names.fresh("t");
    const task = at.value();
    at.line(at.one([`const ${alias} = ${task};`, `const { ${alias} } = { ${alias}: ${task} };`]));
    at.define("made", `await ${alias}(${at.arguments()})`);
  }),
  "waitFor (P90)": form((at) => {
    const waits = at.one([
      () => `[${at.future()}]`,
      () => `[${at.future()}, ${at.future()}]`,
      () => at.futures(),
    ])();
    const call = `${at.value()}.with({ waitFor: ${waits} })(${at.arguments()})`;
    if (at.pick(2) === 0) at.define("made", `await ${call}`);
    else at.define("future", call);
  }),
  "options (P91)": form((at) => {
    const [task, changed] = [at.value(), at.names.fresh("t")];
    if (at.pick(2) === 0) {
      at.define("made", `await ${task}.with({ tags: ["x"] })(${at.arguments()})`);
    } else {
      at.line(`const ${changed} = ${task}.with({ tags: ["x"] });`);
      at.define("made", `await ${changed}(${at.arguments()})`);
    }
  }),
  allowFailure: form((at) => at.define("made", `await ${at.task()}(allowFailure(${at.future()}))`)),
  "then (P97)": form((at) => {
    const [first, second] = [at.call(), at.value()];
    const promise = at.one([
      `${first}.then(${second})`,
      `${first}.then((r: any) => ${second}(r.x))`,
      `${first}.finally(() => ${second}())`,
      `${first}.catch(() => ${second}())`,
    ]);
    at.define("opaque", `await ${promise}`);
  }),
  "subflow (P87)": form((at) => {
    const flow = at.one(at.scope.subflows.length > 0 ? at.scope.subflows : at.scope.tasks);
    const call = `${flow}(${at.one([() => at.made(), () => at.future()])()})`;
    if (at.pick(2) === 0) at.define("made", `await ${call}`);
    else at.define("future", call);
  }),
};
