/** A failure that can be told in one sentence. */
export class DemoError extends Error {
  override readonly name = 'DemoError';

  constructor(
    message: string,
    /** The last lines of a server's log, when a server is what failed. */
    readonly logTail = '',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** One line of whatever was thrown, and of what caused it where the error itself says little ("fetch failed"). */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = !(error instanceof DemoError) && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error.message}${error.message.includes('\n') ? '' : cause}`.split('\n')[0] ?? '';
}
