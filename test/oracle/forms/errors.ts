/** Errors: P59..P62. */
import type { Spot } from "../spot.js";
import { type Form, form } from "./form.js";

export const errors: Record<string, Form> = {
  "try, catch (P59)": form((at) => {
    at.block(0, "try {", {}, { after: tries }, "} catch {");
    at.block(1, "");
  }, 2),
  "try with a value (P59)": form((at) => {
    const [name, error] = [at.names.fresh(), at.names.fresh("e")];
    at.line(`let ${name}: any;`);
    const first = { before: (spot: Spot) => spot.line(`${name} = await ${spot.call()};`) };
    at.block(0, "try {", {}, first, `} catch (${error}) {`);
    const last = {
      after: (spot: Spot) => spot.line(`${name} = await ${spot.task()}(${spot.one(["", error])});`),
    };
    at.block(1, "", {}, last);
    at.declare("made", name, true);
  }, 2),
  "try, finally (P60)": form((at) => {
    at.block(0, "try {", {}, { after: tries }, "} finally {");
    at.block(1, "", { canReturn: false });
  }, 2),
  "try, catch, finally (P60)": form((at) => {
    at.block(0, "try {", {}, { after: tries }, "} catch {");
    at.block(1, "", {}, {}, "} finally {");
    at.block(2, "", { canReturn: false });
  }, 3),
  "try again (P62)": form((at) => {
    const n = at.names.fresh("n");
    at.page.block(`for (let ${n} = 0; ${n} < 3; ${n}++) {`, () => {
      at.block(0, "try {", {}, { after: leaves }, "} catch {");
      at.line("// again");
      at.line("}");
    });
  }, 1),
};

function leaves(at: Spot): void {
  tries(at);
  at.line("break;");
}

function tries(at: Spot): void {
  at.line(`await ${at.call()};`);
}
