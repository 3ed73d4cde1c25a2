/** What went wrong, as listeners of `error` get it. */

export type ErrorSource = "server" | "connection" | "microphone" | "speaker";

/** An error with a short stable `code` for programs and a message for people. */
export class ClientError extends Error {
  override name = "ClientError";

  /**
   * @param source Where it happened.
   * @param code Such as `permission_denied`.
   * @param message What is wrong and what to do.
   * @param fatal Whether nothing is tried any more until `connect` is called again.
   */
  constructor(
    readonly source: ErrorSource,
    readonly code: string,
    message: string,
    readonly fatal = false,
  ) {
    super(message);
  }
}
