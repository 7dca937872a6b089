import { flow, logger, task } from "millrace";

/** Says more than anyone reads, in names and letters nobody expects. */
export const shout = task((lines: number) => {
  const log = logger();
  log.info(
    `<img src=x onerror="document.body.remove()"> \u001b[31mred\u001b[0m \u202eright to left`,
  );
  log.info("x".repeat(10_000));
  for (let line = 0; line < lines; line++) log.info(`line ${line}`);
  process.stdout.write(Buffer.from([0, 159, 146, 150, 255, 10]));
});

export const flood = flow({ name: "flood <b>bold</b>" }, async (lines = 100_000) => {
  await shout(lines);
});

export const die = task(() => {
  process.kill(process.pid, "SIGKILL");
});

export const dying = flow({ name: "dying" }, async () => {
  await die();
});
