import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    css: true,
    environment: "happy-dom",
    include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
    unstubGlobals: true,
  },
});
