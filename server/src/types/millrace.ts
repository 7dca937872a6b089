/** Where the declarations below stand; no file of a workspace is called so. */
export const LIBRARY_FILE = "/millrace-declarations.d.ts";

/**
 * What the type checker needs to know of the library, so that it tells tasks from other functions in
 * a workspace where nothing is installed yet.
 */
export const LIBRARY_TYPES = `declare module "millrace" {
  type Fn = (...args: any[]) => unknown;
  export interface Task<Args extends readonly unknown[] = any[], Result = any> {
    (...args: Args): Promise<Awaited<Result>>;
    map(...args: any[]): Promise<Awaited<Result>[]>;
    with(options: object): Task<Args, Result>;
    readonly fn: (...args: Args) => Result;
  }
  export interface Flow<Args extends readonly unknown[] = any[], Result = any> {
    (...args: Args): Promise<Awaited<Result>>;
    with(options: object): Flow<Args, Result>;
    readonly fn: (...args: Args) => Result;
  }
  export type TaskOf<F extends Fn> = Task<Parameters<F>, ReturnType<F>>;
  export type FlowOf<F extends Fn> = Flow<Parameters<F>, ReturnType<F>>;
  export function task<F extends Fn>(fn: F): TaskOf<F>;
  export function task<F extends Fn>(options: object, fn: F): TaskOf<F>;
  export function task(options?: object): any;
  export function flow<F extends Fn>(fn: F): FlowOf<F>;
  export function flow<F extends Fn>(options: object, fn: F): FlowOf<F>;
  export function flow(options?: object): any;
}
`;
