import { createHash } from 'node:crypto';
import type { BuiltRequest, ConsentDecision, KnownObject, PushPort, StoredRequest } from '../../providers/push.port.js';
import type { NewOperation } from '../targets/operation.js';
import type { ClaimedTarget } from '../targets/outbound-target.table.js';
import { idempotencyKey } from '../targets/target.names.js';
import type { ReadIntent } from './intent.reader.js';

export type HeldRequest = Exclude<BuiltRequest, { kind: 'request' | 'nothing' }>;

/** What comes of a target, from what is wanted and what the provider has, and by which consent, if it is about one. */
export type RequestDecision = { consent?: ConsentDecision } & (
  | { kind: 'nothing' }
  /** The request would say the same as the last one that was applied. */
  | { kind: 'unchanged' }
  | { kind: 'held'; built: HeldRequest }
  | { kind: 'request'; operation: NewOperation }
);

/**
 * Builds the next request of a target. A preview and the worker that sends both come here, so what a preview shows is what is
 * sent.
 */
export async function decideRequest(
  target: ClaimedTarget,
  push: Pick<PushPort, 'build'>,
  { intent, version, generation }: ReadIntent,
  known: KnownObject | null,
): Promise<RequestDecision> {
  const { id: targetId, changes } = target;
  const operation = target.operation + 1;
  const key = idempotencyKey(targetId, { operation, generation, version });
  const built = await push.build(intent, known, key);
  const consent = built.decision && { consent: built.decision };
  if (built.kind === 'nothing') return { kind: 'nothing', ...consent };
  if (built.kind !== 'request') return { kind: 'held', built, ...consent };
  const { request } = built;
  const contentHash = hashOf(request, key);
  if (target.externalId !== null && target.appliedHash?.equals(contentHash)) return { kind: 'unchanged', ...consent };
  const { reference } = intent;
  return {
    kind: 'request',
    operation: { targetId, operation, generation, version, changes, key, reference, request, contentHash },
    ...consent,
  };
}

/** The key differs with each operation, and says nothing of the object. */
function hashOf({ method, path, body, content }: StoredRequest, key: string): Buffer {
  const said = content ?? `${method} ${path}\n${body.toString('latin1')}`.replaceAll(key, '');
  return createHash('sha256').update(said).digest();
}
