/** A network between page and server that can be cut. */

import { once } from "node:events";
import { connect, createServer } from "node:net";

/** Passes all bytes on to `port`; `cut` breaks what is open, as a network does. */
export async function proxy(port) {
  const open = new Set();
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    for (const [one, other] of [
      [near, far],
      [far, near],
    ]) {
      open.add(one);
      one.pipe(other);
      one.on("error", () => {});
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    for (const socket of open) socket.resetAndDestroy();
  };
  const close = () => {
    server.close();
    cut();
  };
  return { url: `http://127.0.0.1:${server.address().port}/`, cut, close };
}
