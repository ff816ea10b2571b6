import { isFailure } from '../../common/failure.js';
import { ProviderUnavailableError } from '../../providers/provider.errors.js';

/** How long a caller waits for a provider's answer. */
const PATIENCE_MS = 20_000;

/**
 * Asks a provider on behalf of a waiting caller, for as long as a caller waits.
 * @throws ProviderError as the provider's edge has made it; `src/common/failure.status.ts` gives it its HTTP status
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
