/**
 * No answer, or not all of it. Carries none of Node's codes on purpose: the SDK repeats a request by itself when it
 * sees ECONNRESET or EPIPE, even with `maxNetworkRetries: 0`, and repeating is for the client to decide and count.
 */
export class ProviderTransportError extends Error {
  constructor(
    /** `network`, `timeout`, `too_large` or `aborted`. */
    readonly code: string,
    cause?: Error,
  ) {
    super(cause?.message ?? code, { cause });
    this.name = new.target.name;
  }
}
