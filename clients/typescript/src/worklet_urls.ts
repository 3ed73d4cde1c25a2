/** Where the code for the browser's audio thread is. */

export interface WorkletUrls {
  /** Address of `@ten-lite/client/worklets/recorder.worklet.js`. */
  recorder?: string | URL;
  /** Address of `@ten-lite/client/worklets/player.worklet.js`. */
  player?: string | URL;
}

/** The files beside this one, for pages that load the package as it is; bundlers move them. */
export function workletUrl(name: keyof WorkletUrls, urls: WorkletUrls = {}): string {
  return String(urls[name] ?? new URL(`./worklets/${name}.worklet.js`, import.meta.url));
}
