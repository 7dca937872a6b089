import { flow, input, logger, task } from "millrace";

export const build = task(async () => "1.4.0");

/** Asks twice: a plain question, then one with parts. */
export const approve = task(async (version: string) => {
  const channel = await input({
    key: "channel",
    prompt: `Where is ${version} to go?`,
    schema: { enum: ["stable", "beta"] },
  });
  const review = await input({
    key: "review",
    prompt: "What does the review say?",
    timeout: "1h",
    schema: {
      type: "object",
      properties: { reviewer: { type: "string" }, risk: { type: "integer", minimum: 0 } },
      required: ["reviewer"],
    },
  });
  logger().info(`${channel}: ${JSON.stringify(review)}`);
  return channel;
});

export const publish = task(async (channel: string) => `published to ${channel}`);

export const release = flow({ name: "release" }, async () => {
  return await publish(approve(build()));
});
