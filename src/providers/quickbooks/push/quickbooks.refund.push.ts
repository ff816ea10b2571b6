import { NOTHING } from '../../kit/push/built.requests.js';
import { streamOf } from './quickbooks.push-targets.js';
import type { ReceiptKind } from './quickbooks.receipt.push.js';

/** A refund receipt. It cannot be voided and is never deleted: if the refund fails, a journal entry takes it back. */
export const REFUND: ReceiptKind = { stream: streamOf('refund'), reverse: () => NOTHING };
