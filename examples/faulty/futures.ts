// biome-ignore-all lint: each of the marked lines is wrong on purpose.
/**
 * Faults with futures and promises. A comment at the end of a line names the rule that finds it;
 * `npx millrace check examples/faulty` finds these and no others. Nothing here is to be run.
 */
import { flow, task } from "millrace";

export const fetchRows = task(async (url: string): Promise<{ rows: number[] }> => {
  const response = await fetch(url);
  return (await response.json()) as { rows: number[] };
});

export const store = task(async (rows: unknown) => `stored ${JSON.stringify(rows)}`);

export const tellTeam = task({ optional: true }, async (text: string) => text);

export const floating = flow({ name: "faulty-floating" }, async (url: string) => {
  store([1, 2, 3]); // MR201
  tellTeam("started");
  const kept = fetchRows(url);
  const lost = store("never looked at"); // MR202
  return await kept;
});

export const valueTooEarly = flow({ name: "faulty-value-too-early" }, async (url: string) => {
  const data = fetchRows(url);
  // @ts-expect-error the compiler sees it too, where it knows the type
  const { rows } = data; // MR203
  const text: string = `${data}`; // MR203
  await store(rows);
  return text;
});

export const lateHandler = flow({ name: "faulty-late-handler" }, async (url: string) => {
  const rows = fetchRows(url).then((data) => data.rows); // MR205
  await store("something else");
  return await rows;
});

export const forgottenLoop = flow({ name: "faulty-forgotten-loop" }, async (urls: string[]) => {
  urls.forEach(async (url) => void (await fetchRows(url))); // MR206
  return await store("too early");
});

export const race = flow({ name: "faulty-race" }, async (a: string, b: string) => {
  return await Promise.race([fetchRows(a), fetchRows(b)]); // MR207
});

export const tooLateToCatch = flow({ name: "faulty-too-late-to-catch" }, async (url: string) => {
  try {
    return fetchRows(url); // MR208
  } catch {
    return store("a substitute");
  }
});

export const silent = flow({ name: "faulty-silent" }, async (url: string) => {
  try {
    await fetchRows(url);
  } catch {} // MR209
  return await store("whatever");
});

export const uneven = flow({ name: "faulty-uneven" }, async (url: string, fresh: boolean) => {
  const data: any = fresh ? await fetchRows(url) : fetchRows(url); // MR210
  return data.rows;
});

export const timer = flow({ name: "faulty-timer" }, async (url: string) => {
  setTimeout(() => fetchRows(url), 1000); // MR211
  return await store("done");
});

export const indexToo = flow({ name: "faulty-index-too" }, async (urls: string[]) => {
  return await Promise.all(urls.map(fetchRows)); // MR213
});
