/** Functions of the program's own: P65..P77, P93, P98. */
import { type Form, form } from "./form.js";

export const functions: Record<string, Form> = {
  "helper (P65..P67, P69)": form((at) => {
    const { helpers } = at.scope;
    if (helpers.length === 0) return void at.define("made", `await ${at.call()}`);
    const { name, kind } = at.one(helpers);
    const call = `${name}(${at.made()}, ${at.made()})`;
    if (kind === "startAll") at.define("futures", call);
    else if (kind === "start" && at.pick(2) === 0) at.define("future", call);
    else at.define("made", `await ${call}`);
  }),
  "helper twice at once (P67)": form((at) => {
    const found = at.scope.helpers.filter((each) => each.kind === "prepare");
    if (found.length === 0) return void at.define("made", `await ${at.call()}`);
    const { name } = at.one(found);
    const [a, b] = [at.names.fresh(), at.names.fresh()];
    const call = () => `${name}(${at.made()}, ${at.made()})`;
    at.line(`const [${a}, ${b}] = await Promise.all([${call()}, ${call()}]);`);
    at.declare("made", a);
    at.declare("made", b);
  }),
  "two in a row": form((at) => {
    const [first, second, input] = [at.free(), at.free(), at.made()];
    const use = at.one([
      (v: string) => v,
      (v: string) => `${v}.x`,
      (v: string) => `{ k: ${v}, n: ${input} }`,
      (v: string) => `\`t-\${${v}}\``,
      (v: string) => `clean(${v})`,
    ]);
    const [result, variable, helper] = [
      at.names.fresh(),
      at.names.fresh(),
      at.names.fresh("helper"),
    ];
    const way = at.names.spelling.pair ?? at.one(["variable", "inline", "helper"] as const);
    if (way === "inline") {
      at.line(`const ${result} = await ${second}(${use(`(await ${first}(${input}))`)});`);
    } else if (way === "variable") {
      at.line(`const ${variable} = await ${first}(${input});`);
      at.line(`const ${result} = await ${second}(${use(variable)});`);
    } else {
      at.line(`const ${result} = await ${helper}(${input});`);
      const body = [
        `const ${variable} = await ${first}(${input});`,
        `const ${result} = await ${second}(${use(variable)});`,
        `return ${result};`,
      ];
      at.page.after.push(
        "",
        `async function ${helper}(${input}: any) {`,
        ...body.map((line) => `  ${line}`),
        "}",
      );
    }
    at.declare("made", result);
  }),
  "callback (P70)": form((at) => {
    at.define("made", `await locked(() => ${at.synchronous().call()})`);
  }),
  "task as argument (P74)": form((at) => {
    at.define("made", `await run(${at.value()}, ${at.made()})`);
  }),
  "wrapper (P98)": form((at) => {
    const wrapped = at.names.fresh("t");
    at.line(`const ${wrapped} = logged(${at.value()});`);
    at.define("made", `await ${wrapped}(${at.made()})`);
  }),
  "out parameter (P75)": form((at) => {
    const out = at.names.fresh();
    at.line(`const ${out}: any = { v: null };`);
    at.line(`await fill(${out}, ${at.call()});`);
    at.define("made", `${out}.v`);
  }),
  "captured write (P71)": form((at) => {
    const [target, fn] = [at.names.fresh(), at.names.fresh("f")];
    at.line(`let ${target}: any = ${at.made()};`);
    at.page.block(
      `const ${fn} = async () => {`,
      () => at.line(`${target} = await ${at.call()};`),
      "};",
    );
    at.line(`await ${fn}();`);
    at.declare("made", target, true);
  }),
  "default parameter (P73)": form((at) => {
    const fn = at.names.fresh("f");
    const parameter = at.names.fresh("p");
    const initial = at.synchronous().call();
    at.line(`const ${fn} = async (${parameter}: any = ${initial}) => await ${parameter};`);
    at.define("made", `await ${fn}(${at.one(["", at.made()])})`);
  }),
  "never called (P72)": form((at) => {
    const fn = at.names.fresh("f");
    at.line(`const ${fn} = async () => await ${at.call()};`);
    at.line(`void ${fn};`);
  }),
  "IIFE (P73)": form((at) => {
    const result = at.names.fresh();
    const after = { after: (inner: typeof at) => inner.line(`return ${inner.made()};`) };
    const change = { canReturn: true };
    at.block(0, `const ${result}: any = await (async () => {`, change, after, "})();");
    at.declare("made", result);
  }, 1),
  "closure (P71)": form((at) => {
    const [fn, parameter] = [at.names.fresh("f"), at.names.fresh("p")];
    const inner = [
      ...at.scope.variables,
      { name: parameter, kind: "made" as const, mutable: false },
    ];
    const change = { canReturn: true, variables: inner };
    const after = { after: (spot: typeof at) => spot.line(`return ${spot.made()};`) };
    at.block(0, `const ${fn} = async (${parameter}: any): Promise<any> => {`, change, after, "};");
    at.define("made", `await ${fn}(${at.made()})`);
    if (at.pick(2) === 1) at.define("made", `await ${fn}(${at.made()})`);
  }, 1),
  "recursion (P68)": form((at) => {
    const fn = at.names.fresh("f");
    const task = at.task();
    at.page.block(
      `const ${fn} = async (n: number, p: any): Promise<any> => {`,
      () => {
        at.line(`const r = await ${task}(p);`);
        at.line(`return n > 0 ? ${fn}(n - 1, r) : r;`);
      },
      "};",
    );
    at.define("made", `await ${fn}(1, ${at.made()})`);
  }),
  "generator (P77)": form((at) => {
    const [pages, item] = [at.names.fresh("g"), at.names.fresh("i")];
    at.page.block(
      `const ${pages} = async function* (p: any) {`,
      () => {
        at.line(`yield await ${at.free()}(p);`);
        at.line(`if (${at.flag()}) yield await ${at.free()}(p);`);
      },
      "};",
    );
    const variables = [
      ...at.scope.variables,
      { name: item, kind: "made" as const, mutable: false },
    ];
    at.block(0, `for await (const ${item} of ${pages}(${at.made()})) {`, { variables });
  }, 1),
};
