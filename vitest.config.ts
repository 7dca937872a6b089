import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: {
    // By its sources, not as it was built last.
    alias: {
      "@millrace/schedules": fileURLToPath(new URL("schedules/src/index.ts", import.meta.url)),
    },
  },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 20_000,
    // Two cores: more workers than that only wait for one another.
    maxWorkers: 2,
  },
});
