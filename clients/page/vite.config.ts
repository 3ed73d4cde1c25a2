import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const SERVER = process.env.TEN_LITE_URL ?? "http://127.0.0.1:8765";

export default defineConfig({
  plugins: [react()],
  // The server may be mounted below a path of another one.
  base: "./",
  build: {
    outDir: "../../extensions/ten_lite_websocket_server/static",
    emptyOutDir: true,
    // The page's content security policy has no place for data: and inline code.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
  },
  server: {
    proxy: {
      "/api": SERVER,
      "/ws": { target: SERVER, ws: true },
    },
  },
});
