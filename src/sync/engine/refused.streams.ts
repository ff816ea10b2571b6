import { ProviderPermissionError } from '../../providers/provider.errors.js';
import type { RefusedStream } from '../../providers/provider.port.js';
import { toStoredError } from '../../work/failure.verdict.js';
import type { RefusedSlice } from './slice.row.js';

/** As they are stored with the page: a run that is interrupted before it ends must not complete them. */
export function refusedSlices(refused: readonly RefusedStream[] = []): RefusedSlice[] {
  return refused.map(({ stream, error }) => ({
    stream,
    ...toStoredError(error),
    isUnavailable: error instanceof ProviderPermissionError,
  }));
}
