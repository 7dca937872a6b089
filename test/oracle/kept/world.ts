/** What programs of the oracle import: the runner implements it, the analysis sees declarations. */
export interface Made {
  id: string;
  x: string;
  y: string;
  ok: boolean;
  items: Made[];
  missing: Made | undefined;
}

export declare function work(task: string, inputs: unknown[]): Promise<Made>;
export declare function flag(name: string): boolean;
/** 0, 1 or 2. */
export declare function count(name: string): number;
export declare const seed: Made;
