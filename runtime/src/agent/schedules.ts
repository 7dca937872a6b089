import { dirname } from "node:path";
import type { ScheduleList, ScheduleOverview } from "@millrace/protocol";
import { datesOf, nextSlots } from "@millrace/schedules";
import { spoken } from "../schedules/normal.js";
import { candidates } from "../serve/discovery/candidates.js";
import { discover } from "../serve/discovery/discover.js";
import { type Connection, decidedUpTo, liveServices } from "../store/index.js";

/** What is scheduled below the folder that holds the store's, with `count` dates each. */
export async function listSchedules(
  storeFolder: string,
  connection: Connection | undefined,
  count: number,
): Promise<ScheduleList> {
  const found = await discover(candidates([dirname(storeFolder)]));
  const schedules = found.flatMap(({ flows }) =>
    flows.flatMap((flow) =>
      flow.schedules.map(({ key, timing, active, params }): ScheduleOverview => {
        const known = connection && decidedUpTo(connection, flow.key, key);
        return {
          flow: flow.name,
          flowKey: flow.key,
          exportName: flow.exportName,
          file: flow.file,
          line: flow.place.line,
          schedule: key,
          text: spoken(timing),
          ...("timezone" in timing ? { timezone: timing.timezone } : {}),
          active,
          paused: known?.paused ?? false,
          ...(Object.keys(params).length === 0 ? {} : { params }),
          next: active ? nextSlots(datesOf(timing), Date.now(), count) : [],
        };
      }),
    ),
  );
  const problems = found
    .flatMap((file) => file.problems)
    .map(({ file, message, place, remedy }) => ({
      file,
      message,
      ...(place ? { place } : {}),
      ...(remedy ? { remedy } : {}),
    }));
  return { schedules, services: connection ? liveServices(connection) : [], problems };
}
