import { eventually } from '../../../test/support/condition.wait.js';

/** Aborts while the vendor's stub has a request in hand, or has answered it: by a timer, it might be before. */
export async function abortOnceAsked(
  stub: { requests: readonly unknown[] },
  controller: AbortController,
  reason: Error,
): Promise<void> {
  await eventually(
    async () => stub.requests.length,
    (count) => count > 0,
  );
  controller.abort(reason);
}
