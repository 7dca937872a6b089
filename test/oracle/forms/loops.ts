/** Loops: P27..P32, P40..P43. Every one of them ends in every world. */
import type { Scope, Spot } from "../spot.js";
import { type Form, form } from "./form.js";

export const loops: Record<string, Form> = {
  "for-of a list (P28)": form((at) => {
    const item = at.names.fresh("i");
    at.block(0, `for (const ${item} of ${at.list()}) {`, looping(at, item), mayLeave);
  }, 1),
  "for-of a literal (P27)": form((at) => {
    const item = at.names.fresh("i");
    at.block(
      0,
      `for (const ${item} of [${at.made()}, ${at.made()}]) {`,
      looping(at, item),
      mayLeave,
    );
  }, 1),
  "for (P29)": form((at) => {
    const i = at.names.fresh("i");
    const bound = at.one(["2", `count("${at.names.fresh("n")}")`]);
    at.block(0, `for (let ${i} = 0; ${i} < ${bound}; ${i}++) {`, looping(at), mayLeave);
  }, 1),
  "accumulator (P29)": form((at) => {
    const [sum, item] = [at.names.fresh(), at.names.fresh("i")];
    at.line(`let ${sum}: any = ${at.made()};`);
    const list = at.list();
    at.declare("made", sum, true);
    const after = {
      after: (spot: Spot) => spot.line(`${sum} = await ${spot.task()}(${sum}, ${item});`),
    };
    at.block(0, `for (const ${item} of ${list}) {`, looping(at, item), after);
  }, 1),
  "collected (P32)": form((at) => {
    const [list, item] = [at.names.fresh(), at.names.fresh("i")];
    at.line(`const ${list}: any[] = [];`);
    const after = { after: (spot: Spot) => spot.line(`${list}.push(${spot.task()}(${item}));`) };
    at.block(0, `for (const ${item} of ${at.list()}) {`, looping(at, item), after);
    at.declare("futures", list);
  }, 1),
  "while (P31)": form((at) => {
    const n = at.names.fresh("n");
    at.line(`let ${n} = 0;`);
    at.block(0, `while (${n}++ < 2 && ${at.condition()}) {`, looping(at), mayLeave);
  }, 1),
  "do-while": form((at) => {
    const n = at.names.fresh("n");
    at.line(`let ${n} = 0;`);
    at.block(0, "do {", looping(at), {}, `} while (${n}++ < 1 && ${at.condition()});`);
  }, 1),
  "paging (P43)": form((at) => {
    const [cursor, n] = [at.names.fresh(), at.names.fresh("n")];
    at.line(`let ${cursor}: any = ${at.made()};`);
    at.line(`let ${n} = 0;`);
    at.declare("made", cursor, true);
    const after = {
      before: (spot: Spot) => spot.line(`${cursor} = await ${spot.task()}(${cursor});`),
      after: (spot: Spot) => spot.line(`if (${cursor}.ok || ${n}++ > 1) break;`),
    };
    at.block(0, "while (true) {", looping(at), after);
  }, 1),
  "entries (P41)": form((at) => {
    const item = at.names.fresh("i");
    at.block(0, `for (const [, ${item}] of ${at.list()}.entries()) {`, looping(at, item));
  }, 1),
};

function looping(at: Spot, item?: string): Partial<Scope> {
  const variables = [...at.scope.variables];
  if (item !== undefined) variables.push({ name: item, kind: "made", mutable: false });
  return { variables };
}

const mayLeave = {
  after: (at: Spot) => {
    const leave = at.one(["", "", "break", "continue"]);
    if (leave === "") return;
    at.line(`if (${at.flag()}) ${leave};`);
    at.line(`await ${at.call()};`);
  },
};
