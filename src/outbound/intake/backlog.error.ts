import { AppError } from '../../common/app.error.js';

const RETRY_AFTER_SECONDS = 30;

/** The tenant has as much open outbound work as it may have. */
export class OutboundBacklogError extends AppError {
  constructor(most: number) {
    super(429, 'outbound_backlog_full', 'Too many requests', {
      detail: `OUTBOUND_OPEN_PER_TENANT allows ${most} open targets. Send less, or wait until some are applied.`,
      retryable: true,
      headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
    });
  }
}
