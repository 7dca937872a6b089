/**
 * Random flow programs. A program is a tree of steps; a step names a form (see `forms/`) and carries
 * numbers that its form turns into tasks, variables and arguments that are in scope where it stands.
 * So every tree prints to a program that runs, and whatever fast-check cuts off, it still does.
 */
import * as fc from "fast-check";
import { blocksOf, formNames } from "./forms/index.js";

export interface Step {
  form: string;
  /** Choices the form makes, taken in turn, each modulo what there is to choose from. */
  picks: number[];
  blocks: Step[][];
}

/** `functions`: flow and tasks are exports; `fields` and `methods`: members of a class. */
export type Style = "functions" | "fields" | "methods";
/** Where the tasks are and how the flow gets at them. */
export type TaskPlace =
  | "here"
  | "there"
  | "renamed"
  | "namespace"
  | "barrel"
  | "default"
  | "factory";

export interface Helper {
  /** `start`: hands on a future; `startAll`: a list of them; `prepare`: an async function with a body. */
  kind: "prepare" | "start" | "startAll";
  picks: number[];
  body: Step[];
}

export interface Program {
  style: Style;
  taskPlace: TaskPlace;
  helperPlace: "here" | "there";
  /** The class's tasks are declared by a base class in another file. */
  inherited: boolean;
  helpers: Helper[];
  subflows: Step[][];
  body: Step[];
  picks: number[];
}

const picks = fc.array(fc.nat(59), { minLength: 1, maxLength: 9 });

function stepWith(count: number, block: fc.Arbitrary<Step[]>): fc.Arbitrary<Step> {
  const form = fc.constantFrom(...formNames.filter((name) => blocksOf(name) === count));
  const blocks: fc.Arbitrary<Step[][]> = fc.array(block, { minLength: count, maxLength: count });
  return fc.record({ form, picks, blocks });
}

const { block, step } = fc.letrec<{ step: Step; block: Step[] }>((tie) => ({
  block: fc.array(tie("step"), { maxLength: 3, depthIdentifier: "block" }),
  step: fc.oneof(
    { depthSize: "small", depthIdentifier: "block", withCrossShrink: true },
    { weight: 6, arbitrary: stepWith(0, fc.constant([])) },
    { weight: 3, arbitrary: stepWith(1, tie("block")) },
    { weight: 2, arbitrary: stepWith(2, tie("block")) },
    { weight: 1, arbitrary: stepWith(3, tie("block")) },
  ),
}));

const helper: fc.Arbitrary<Helper> = fc.record({
  kind: fc.constantFrom("prepare", "prepare", "start", "startAll"),
  picks,
  body: block,
});

export const program: fc.Arbitrary<Program> = fc.record({
  style: fc.constantFrom("functions", "functions", "fields", "methods"),
  taskPlace: fc.constantFrom(
    "here",
    "there",
    "renamed",
    "namespace",
    "barrel",
    "default",
    "factory",
  ),
  helperPlace: fc.constantFrom("here", "there"),
  inherited: fc.boolean(),
  helpers: fc.array(helper, { maxLength: 2 }),
  subflows: fc.array(block, { maxLength: 1 }),
  body: fc.array(step, { minLength: 1, maxLength: 7, size: "max" }),
  picks,
});
