import { AppError } from '../common/app.error.js';

export const EXPIRED_DETAIL =
  'This cursor is from before a restore of the data, or changes after it were retired. Read again without a cursor';

/** Changes after the cursor may be missing. */
export class CursorExpiredError extends AppError {
  constructor() {
    super(410, 'cursor_expired', 'Gone', { detail: EXPIRED_DETAIL });
  }
}
