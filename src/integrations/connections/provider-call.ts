import { isFailure } from '../../common/failure.js';
import { ProviderUnavailableError } from '../../providers/provider.errors.js';

/** How long a caller waits for a response of the provider. */
const PATIENCE_MS = 20_000;

/**
 * Calls a provider for a waiting caller, with a time limit.
 * @throws ProviderError from the provider's code; `src/common/failure.status.ts` maps it to an HTTP status
 */
export async function askProvider<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    return await ask(signal);
  } catch (error) {
    if (!signal.aborted || isFailure(error)) throw error;
    throw new ProviderUnavailableError('The provider did not answer in time', { cause: error });
  }
}
