import type { Rule } from "./rule.js";
import { secretInAlert } from "./rules/alerts.js";
import { cacheConflict, cachedEffect, notSerialisable, unstableKey } from "./rules/caching.js";
import { asyncForEach, detachedTask, indexLeak, raceLeak } from "./rules/callbacks.js";
import { returnWithoutAwait, swallowedError } from "./rules/failures.js";
import { missingInput, outputIsInput, outputOverlap } from "./rules/files.js";
import { floatingFuture, lostFuture } from "./rules/floating.js";
import { branchAwait, futureAsValue } from "./rules/future-as-value.js";
import {
  dynamicTarget,
  graphBudget,
  taskOutsideFlow,
  unreachableTask,
} from "./rules/graph-notes.js";
import { handledLate } from "./rules/handled-late.js";
import { concurrencyConflict } from "./rules/limits.js";
import { mapLength } from "./rules/maps.js";
import { missingEdge } from "./rules/missing-edge.js";
import {
  duplicateName,
  runNameTemplate,
  secretParam,
  shadowedTask,
  unusedTask,
} from "./rules/names.js";
import { badValue, hookSignature, unknownOption } from "./rules/options.js";
import { flowRecursion, nestedTask, taskRecursion } from "./rules/recursion.js";
import { retryDelays, retryEffects, retryMultiply, timeoutVersusRetry } from "./rules/retries.js";
import {
  badCron,
  cronNever,
  defaultAtLoad,
  overlap,
  scheduleNeedsDefaults,
  scheduleParams,
} from "./rules/schedule.js";
import { loopToMap, parallelisable } from "./rules/sequential.js";
import { closureState, mutatesArgument, nondeterministicFlow } from "./rules/state.js";
import { waitCycle } from "./rules/wait-cycle.js";
import { redundantWait, waitNotFuture } from "./rules/waits.js";
import { workerScope } from "./rules/worker.js";

/** Every rule, in the order of its code. */
export const rules: readonly Rule[] = [
  // The graph.
  flowRecursion,
  taskRecursion,
  waitCycle,
  nestedTask,
  taskOutsideFlow,
  missingEdge,
  unreachableTask,
  unusedTask,
  dynamicTarget,
  graphBudget,
  redundantWait,
  waitNotFuture,
  loopToMap,
  mapLength,
  // Futures and promises.
  floatingFuture,
  lostFuture,
  futureAsValue,
  parallelisable,
  handledLate,
  asyncForEach,
  raceLeak,
  returnWithoutAwait,
  swallowedError,
  branchAwait,
  detachedTask,
  indexLeak,
  // Options.
  unknownOption,
  badValue,
  badCron,
  retryDelays,
  timeoutVersusRetry,
  retryMultiply,
  retryEffects,
  concurrencyConflict,
  cacheConflict,
  hookSignature,
  outputOverlap,
  outputIsInput,
  missingInput,
  workerScope,
  // Caching, state and what is stored.
  unstableKey,
  cachedEffect,
  notSerialisable,
  closureState,
  mutatesArgument,
  nondeterministicFlow,
  secretParam,
  // Parameters, schedules and alerts.
  scheduleNeedsDefaults,
  scheduleParams,
  overlap,
  cronNever,
  defaultAtLoad,
  secretInAlert,
  // Names.
  duplicateName,
  shadowedTask,
  runNameTemplate,
];
