/** Where the server is. */

/**
 * `url` as an address of a WebSocket; `http:`, `https:` and paths of the page's server will do.
 *
 * @throws TypeError It is no such address.
 */
export function address(url: string): string {
  const full = new URL(url, globalThis.location?.href);
  full.protocol = full.protocol.replace(/^http/, "ws");
  if (!/^wss?:$/.test(full.protocol)) throw new TypeError(`"${url}" is no address of a WebSocket`);
  return full.href;
}
