import { AppError } from '../../common/app.error.js';
import { UnprocessableError } from '../../common/http.errors.js';
import {
  ProviderCircuitOpenError,
  ProviderError,
  ProviderRateLimitedError,
  ProviderUnavailableError,
} from '../../providers/provider.errors.js';

const AWAY = [ProviderUnavailableError, ProviderRateLimitedError, ProviderCircuitOpenError];

/** How long a caller waits for a provider's answer. */
const PATIENCE_MS = 20_000;

/** Asks a provider on behalf of a waiting caller, and answers its failures in the caller's terms. */
export async function askProvider<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  try {
    return await ask(signal);
  } catch (error) {
    throw signal.aborted ? unavailable('The provider did not answer in time', error) : translate(error);
  }
}

function translate(error: unknown): unknown {
  if (AWAY.some((kind) => error instanceof kind)) return unavailable((error as ProviderError).message, error);
  return error instanceof ProviderError
    ? new UnprocessableError('provider_rejected_credentials', error.message, [
        { field: 'credentials', message: error.message },
      ])
    : error;
}

function unavailable(detail: string, cause: unknown): AppError {
  return new AppError(502, 'provider_unavailable', 'The provider is unavailable', { detail, cause });
}
