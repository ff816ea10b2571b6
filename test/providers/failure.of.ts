/** What the promise is rejected with. @throws when it is not */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  const value = await promise.then(
    (settled) => ({ settled }),
    (error: unknown) => ({ error }),
  );
  if ('error' in value) return value.error;
  throw new Error(`No failure, but ${JSON.stringify(value.settled)?.slice(0, 300)}`);
}
