import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Duration } from "../engine/options.js";

/** JSON Schema, draft 2020-12. */
export type JsonSchemaObject = { readonly [keyword: string]: unknown };

/** What a person is asked for. */
export interface InputOptions<Schema extends InputSchema | undefined = InputSchema | undefined> {
  /**
   * What the answer must be: zod, valibot, arktype or any Standard Schema, which also gives the result
   * its type; or a JSON Schema. Default: yes or no, as a boolean.
   */
  schema?: Schema;
  /** The question, for a person. */
  prompt?: string;
  /** What the code calls it: by this a person names it on the command line. Default `"input"`. */
  key?: string;
  /** How long to wait; then an {@link InputTimeoutError} is thrown. Default: as long as the run goes on. */
  timeout?: Duration;
}

export type InputSchema = StandardSchemaV1 | JsonSchemaObject;

/** What an answer to a schema is. */
export type Answer<Schema> = Schema extends StandardSchemaV1
  ? StandardSchemaV1.InferOutput<Schema>
  : Schema extends { readonly enum: readonly (infer Value)[] }
    ? Value
    : Schema extends { readonly type: keyof Primitives }
      ? Primitives[Schema["type"]]
      : Schema extends JsonSchemaObject
        ? unknown
        : boolean;

interface Primitives {
  string: string;
  number: number;
  integer: number;
  boolean: boolean;
  null: null;
}
