import type { StoredRequest } from '../../providers/push.port.js';
import type { OperationNumber } from './target.names.js';

/** A request that is about to be sent, with its key. Both are stored before the first byte leaves. */
export interface NewOperation extends OperationNumber {
  targetId: string;
  /** Changes of the target that it was built with. */
  changes: number;
  key: string;
  reference: string;
  request: StoredRequest;
  /** Of what the request says of the object. */
  contentHash: Buffer;
}

/** An operation whose outcome is not known. */
export interface OpenOperation extends NewOperation {
  /** How often the request may have been sent. */
  sends: number;
  /** `false`: the provider would answer a repeated key with the stored failure. */
  isRepeatable: boolean;
  /** Epoch ms, by the clock of the database. */
  firstSentAt: number;
  sinceFirstSeconds: number;
  sinceLastSeconds: number;
  /** `performance.now()` before it was read. */
  readAt: number;
}
