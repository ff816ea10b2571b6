import type { SquareClient } from 'square';

type Fetch = NonNullable<SquareClient.Options['fetch']>;

/** Makes SDK objects of 0.4 KB: one a request, with the token and the network client of that request. */
export type SquareSdk = (token: string | null, baseUrl: string, fetch: Fetch) => SquareClient;

/** The SDK's timer is not ours to rely on: it does not cover the body, and outlives requests that fail. */
const NEVER_SECONDS = 3_600;

/**
 * Loads the SDK at the first call: it takes 0.7 s and 79 MB. Its retries are off, since they would ignore the rate
 * limit, the deadline and the signal. The token is always set explicitly, even to none: otherwise the SDK would take one
 * from the environment (SQUARE_TOKEN).
 */
export async function loadSquareSdk(): Promise<SquareSdk> {
  const { SquareClient: Sdk } = await import('square');
  return (token, baseUrl, fetch) =>
    new Sdk({
      ...(token === null ? { auth: false } : { token }),
      baseUrl,
      fetch,
      maxRetries: 0,
      timeoutInSeconds: NEVER_SECONDS,
    });
}
