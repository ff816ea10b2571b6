/** The error if it is of the vendor's kind. Any other is a bug in the sandbox, and told on standard error. */
export function expectedError<E>(error: unknown, kind: abstract new (...args: never[]) => E): E | undefined {
  if (error instanceof kind) return error;
  process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`);
  return undefined;
}
