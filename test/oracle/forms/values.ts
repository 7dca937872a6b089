/** What happens to values between tasks: parts, text, destructuring, reassignment. */
import { type Form, form } from "./form.js";

export const values: Record<string, Form> = {
  "alias (P22)": form((at) => {
    const future = at.pick(2) === 1;
    at.define(future ? "future" : "made", future ? at.future() : at.made());
  }),
  "text (P13..P17)": form((at) => {
    const made = at.made();
    const text = at.one([
      `${made}.x`,
      `\`s3://\${${made}}/in\``,
      `${made}.x + "1"`,
      `JSON.stringify(${made})`,
      `${made}?.x ?? ${made}.y`,
      `${made}.items[0]?.x ?? ${made}.y`,
      `String(${made}.x).trim()`,
    ]);
    at.define("text", text);
  }),
  "cleaned (P17)": form((at) =>
    at.define("opaque", `clean(${at.one([() => at.made(), () => at.text(), () => at.list()])()})`),
  ),
  "destructured (P07)": form((at) => {
    const [x, y] = [at.names.fresh(), at.names.fresh()];
    const rest = at.pick(2) === 1;
    const pattern = rest ? `{ x: ${x}, ...${y} }` : `{ x: ${x}, y: ${y} }`;
    at.line(`const ${pattern} = ${at.one([() => at.made(), () => `await ${at.call()}`])()};`);
    at.declare("text", x);
    at.declare(rest ? "opaque" : "text", y);
  }),
  "default in a pattern (P09)": form((at) => {
    const [missing, rest] = [at.names.fresh(), at.names.fresh()];
    const source = at.made();
    at.line(`const { missing: ${missing} = await ${at.call()}, ...${rest} } = ${source};`);
    at.declare("made", missing);
    at.declare("opaque", rest);
  }),
  "let (P18)": form((at) => {
    at.define("made", at.one([() => `await ${at.call()}`, () => at.made()])(), true);
  }),
  "assigned (P18, P47)": form((at) => {
    const target = at.mutable();
    const value = at.one([
      () => `await ${at.call()}`,
      () => at.made(),
      () => `await ${at.task()}(${target ?? at.made()})`,
    ])();
    if (target === undefined) at.define("made", value, true);
    else at.line(`${target} = ${value};`);
  }),
  "shadowed (P20)": form((at) => {
    const name = at.made();
    if (name === "seed") return at.line(`await ${at.task()}(seed);`);
    at.page.block("{", () => {
      at.line(`const ${name} = "shadow";`);
      at.line(`await ${at.task()}(${name});`);
    });
  }),
};
