/** What is found out about files by loading them in another process: plain data. */
import type { Alert } from "../../alerts/options.js";
import type { Want } from "../../limits/declared.js";
import type { Place } from "../../loader/usage-error.js";
import type { NormalSchedule } from "../../schedules/normal.js";
import type { Retention } from "../../store/index.js";

export interface FoundSchedule extends NormalSchedule {
  /** The parameters as a person reads them; the run process takes them from the source itself. */
  parameters: string;
  /** The same as plain JSON, for programs to look at. */
  params: Record<string, unknown>;
}

export interface FoundFlow {
  /** Absolute path of the file to run it from. */
  file: string;
  key: string;
  name: string;
  exportName: string;
  place: Place;
  schedules: FoundSchedule[];
  alerts: readonly Alert[];
  /** What a run of it waits for before it starts. */
  limits: readonly Want[];
}

/** Why a file, or one flow of it, cannot be used. */
export interface Problem {
  file: string;
  message: string;
  place?: Place | undefined;
  remedy?: string | undefined;
}

export interface FoundFile {
  file: string;
  flows: FoundFlow[];
  problems: Problem[];
  /** What `millrace.config.ts` says, where the file is that. */
  alerts: readonly Alert[];
  retention?: Retention;
}
