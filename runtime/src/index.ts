/** Flows and tasks in ordinary TypeScript: what programs import from `millrace`. */
import "./run/default-session.js";

export { type EnvReference, env } from "./alerts/env.js";
export type {
  Alert,
  AlertEvent,
  Channel,
  CommandChannel,
  EditorChannel,
  MailChannel,
  WebhookChannel,
} from "./alerts/options.js";
export { allowFailure } from "./api/allow-failure.js";
export { artifact } from "./api/artifact.js";
export { type Config, defineConfig } from "./api/config.js";
export { type ExponentialOptions, exponential } from "./api/exponential.js";
export { flow } from "./api/flow.js";
export { input } from "./api/input.js";
export { type LogFunction, type Logger, logger } from "./api/logger.js";
export { progress } from "./api/progress.js";
export { type Runtime, runtime } from "./api/runtime.js";
export { task } from "./api/task.js";
export { type TasksOf, tasks } from "./api/tasks-view.js";
export type {
  AnyFuture,
  CacheOptions,
  CallOptions,
  Flow,
  FlowOptions,
  In,
  MapFuture,
  Task,
  TaskFuture,
  TaskOptions,
  WaitOptions,
} from "./api/types.js";
export { unmapped } from "./api/unmapped.js";
export { waitFor } from "./api/wait-for.js";
export {
  CancelledError,
  CyclicFuturesError,
  InputTimeoutError,
  ParameterError,
  TimeoutError,
  UnhandledFailureError,
  UpstreamFailedError,
} from "./engine/errors.js";
export type { Duration, Hook, HookEvent, RetryDelay } from "./engine/options.js";
export type { FilePattern, Files, FilesOption, OptionalPattern } from "./files/options.js";
export type { Answer, InputOptions, InputSchema, JsonSchemaObject } from "./inputs/options.js";
export type { Concurrency, DeclaredLimits, Limit, LimitSettings } from "./limits/options.js";
export type {
  CatchUp,
  CronTiming,
  IntervalTiming,
  Overlap,
  RuleTiming,
  Schedule,
  ScheduleSettings,
} from "./schedules/options.js";
