import { z } from 'zod';
import {
  InvalidCheckpointError,
  ProviderBudgetExhaustedError,
  ProviderCircuitOpenError,
  ProviderCredentialsError,
  ProviderCursorError,
  ProviderError,
  ProviderPermissionError,
  ProviderProtocolError,
  ProviderRateLimitedError,
  ProviderRequestError,
  ProviderUnavailableError,
} from '../../provider.errors.js';
import type { RefusedStream } from '../../provider.port.js';

export const refusalSchema = z.object({
  stream: z.string(),
  code: z.string(),
  message: z.string(),
  status: z.int().optional(),
  requestId: z.string().optional(),
});

/** A stream that QuickBooks refuses while it answers for others, in the form in which a walk's position keeps it. */
export type Refusal = z.infer<typeof refusalSchema>;

const SERVER_ERROR = 500;
const REFUSED = new ProviderRequestError('').code;

/** What concerns the whole connection or the walk, whichever stream was asked for. */
const OF_THE_WHOLE = [
  ProviderBudgetExhaustedError,
  ProviderCredentialsError,
  ProviderRateLimitedError,
  ProviderCircuitOpenError,
  ProviderCursorError,
  InvalidCheckpointError,
];

/** Whether one entity alone can be the reason, so that others are still worth asking for. */
export function mayConcernOne(error: unknown): error is ProviderError {
  return error instanceof ProviderError && !OF_THE_WHOLE.some((kind) => error instanceof kind);
}

/** A server error for one entity, while others are answered, is no outage: there is nothing to wait for. */
export function refusalOf(stream: string, error: ProviderError): Refusal {
  const { message, status, requestId } = error;
  const code = status === SERVER_ERROR ? REFUSED : error.code;
  return { stream, code, message, ...(status !== undefined && { status }), ...(requestId && { requestId }) };
}

const ERRORS = new Map(
  [ProviderPermissionError, ProviderProtocolError, ProviderUnavailableError].map((kind) => [new kind('').code, kind]),
);

export function refusedStream({ stream, code, message, ...options }: Refusal): RefusedStream {
  const Kind = ERRORS.get(code) ?? ProviderRequestError;
  return { stream, error: new Kind(message, options) };
}
