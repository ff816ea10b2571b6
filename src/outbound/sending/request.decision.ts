import { createHash } from 'node:crypto';
import type { KnownObject, PushPort, StoredRequest } from '../../providers/push.port.js';
import type { NewOperation } from '../targets/operation.js';
import type { ClaimedTarget } from '../targets/outbound-target.table.js';
import { idempotencyKey } from '../targets/target.names.js';
import type { Reason } from '../targets/target.store.js';
import type { ReadIntent } from './intent.reader.js';

/** What comes of a target, from what is wanted and what the provider has. */
export type RequestDecision =
  /** The provider has it as it should be. */
  | { kind: 'nothing' }
  /** The request would say the same as the last one that was applied. */
  | { kind: 'unchanged' }
  | { kind: 'held'; status: 'skipped' | 'waiting' | 'dead'; reason: Reason }
  | { kind: 'request'; operation: NewOperation };

/**
 * Builds the next request of a target. A preview and the worker that sends both come here, so what a preview shows is what is
 * sent.
 */
export function decideRequest(
  target: ClaimedTarget,
  push: Pick<PushPort, 'build'>,
  { intent, version, generation }: ReadIntent,
  known: KnownObject | null,
): RequestDecision {
  const { id: targetId, changes } = target;
  const operation = target.operation + 1;
  const key = idempotencyKey(targetId, { operation, generation, version });
  const built = push.build(intent, known, key);
  if (built.kind === 'nothing') return built;
  if (built.kind !== 'request') {
    return { kind: 'held', status: built.kind, reason: { code: built.code, message: built.message } };
  }
  const { request } = built;
  const contentHash = hashOf(request, key);
  if (target.externalId !== null && target.appliedHash?.equals(contentHash)) return { kind: 'unchanged' };
  const { reference } = intent;
  return {
    kind: 'request',
    operation: { targetId, operation, generation, version, changes, key, reference, request, contentHash },
  };
}

/** The key differs with each operation, and says nothing of the object. */
function hashOf({ method, path, body, content }: StoredRequest, key: string): Buffer {
  const said = content ?? `${method} ${path}\n${body.toString('latin1')}`.replaceAll(key, '');
  return createHash('sha256').update(said).digest();
}
