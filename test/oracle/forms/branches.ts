/** Branches: P46..P58. */
import { type Form, form } from "./form.js";

export const branches: Record<string, Form> = {
  "ternary (P49, P94)": form((at) => {
    const test = at.condition();
    const [left, right] = [at.value(), at.value()];
    const value = at.one([
      () => `await (${test} ? ${left}(${at.atom()}) : ${right}(${at.atom()}))`,
      () => `await (${test} ? ${left} : ${right})(${at.atom()})`,
      () => `${test} ? await ${left}(${at.atom()}) : ${at.made()}`,
    ])();
    at.define("made", value);
  }),
  "and, or (P50)": form((at) => {
    at.line(`${at.condition()} ${at.one(["&&", "||"])} (await ${at.call()});`);
  }),
  "nullish (P51)": form((at) => {
    at.define("made", `(${at.condition()} ? ${at.made()} : null) ?? (await ${at.call()})`);
  }),
  "spread of a choice (P56)": form((at) => {
    at.define("futures", `[...(${at.condition()} ? [${at.call()}] : []), ${at.future()}]`);
  }),
  "registry (P95)": form((at) => {
    const [a, b] = [at.value(), at.value()];
    const table = at.names.fresh("r");
    at.line(`const ${table}: any = { a: ${a}, b: ${b} };`);
    at.define("made", `await ${table}[${at.flag()} ? "a" : "b"](${at.arguments()})`);
  }),
  "if (P47, P48)": form((at) => at.block(0, `if (${at.condition()}) {`), 1),
  "early return (P53)": form((at) => {
    if (!at.scope.canReturn) return at.block(0, `if (${at.condition()}) {`);
    const after = { after: (inner: typeof at) => inner.line(`return ${inner.made()};`) };
    at.block(0, `if (${at.condition()}) {`, {}, after);
  }, 1),
  "throw (P54)": form((at) => {
    at.line(`if (${at.flag()}) throw new Error("stop");`);
  }),
  "if, else (P46)": form((at) => {
    at.block(0, `if (${at.condition()}) {`, {}, {}, "} else {");
    at.block(1, "", {}, {}, "}");
  }, 2),
  "let in both arms (P46)": form((at) => {
    const name = at.names.fresh();
    at.line(`let ${name}: any;`);
    const assign = { after: (inner: typeof at) => inner.line(`${name} = await ${inner.call()};`) };
    at.block(0, `if (${at.condition()}) {`, {}, assign, "} else {");
    at.block(1, "", {}, assign, "}");
    at.declare("made", name, true);
  }, 2),
  "switch (P52)": form((at) => {
    const end = () => at.one(["break;", "break;", "// on to the next"]);
    const close = { after: (inner: typeof at) => inner.line(end()) };
    at.page.block(`switch (count("${at.names.fresh("n")}")) {`, () => {
      at.block(0, "case 1: {", {}, close);
      at.block(1, "case 2: {", {}, close);
      at.block(2, "default: {", {});
    });
  }, 3),
};
