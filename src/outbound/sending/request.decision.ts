import { createHash } from 'node:crypto';
import type {
  BuiltRequest,
  ConsentDecision,
  FormerItem,
  KnownObject,
  PushPort,
  PushTarget,
  StoredRequest,
} from '../../providers/push.port.js';
import { ERASED, NOT_WANTED, OTHER_VENUE } from '../targets/held.reasons.js';
import type { NewOperation } from '../targets/operation.js';
import type { ClaimedTarget } from '../targets/outbound-target.table.js';
import { idempotencyKey, keyForAllHubs, replacementKey } from '../targets/target.names.js';
import type { Reason } from '../targets/target.store.js';
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
 * Why nothing is to be sent, whatever the provider has. `null`: something may be, or is not known yet. A person may be there
 * without a link: it is not known what became of the request that has added them, or they were never looked for and go to
 * another address now.
 */
export function whyNotWanted(
  { externalId, operation }: Pick<ClaimedTarget, 'externalId' | 'operation'>,
  { followsItems = false }: Pick<PushTarget, 'followsItems'>,
  { intent, missing, isOfOtherVenue }: ReadIntent,
): Reason | null {
  if (intent.items.length + intent.former.length === 0) return ERASED;
  if (missing || intent.items.length > 0 || externalId !== null) return null;
  if (followsItems && (operation > 0 || intent.former.some(isElsewhere))) return null;
  return isOfOtherVenue ? OTHER_VENUE : NOT_WANTED;
}

/** Whether an item is still wanted, and by another target of this integration. */
function isElsewhere({ isOfOtherVenue, body }: FormerItem): boolean {
  const { deletedAt, erase } = body as { deletedAt?: string | null; erase?: boolean | null };
  return isOfOtherVenue !== true && !deletedAt && erase !== true;
}

/** The object of a target, as it was linked. `null`: none is. */
export function linkedObject({
  externalId,
  externalVersion,
  link,
}: Pick<ClaimedTarget, 'externalId' | 'externalVersion' | 'link'>): KnownObject | null {
  return externalId === null ? null : { externalId, externalVersion, object: null, origin: link ?? 'created' };
}

interface Deciding {
  target: ClaimedTarget;
  spec: PushTarget;
  push: Pick<PushPort, 'build'>;
}

/**
 * Whether an object is looked for that can be linked instead of made. Once, where the provider refuses a second one. Else
 * after each request that came to nothing as well: another hub may have made it meanwhile. What a person has said to be
 * made is made.
 */
export function isLookedFor(
  { externalId, operation }: Pick<ClaimedTarget, 'externalId' | 'operation'>,
  { isUnguarded }: Pick<PushTarget, 'isUnguarded'>,
  { cameToNothing }: Pick<ReadIntent, 'cameToNothing'>,
): boolean {
  return externalId === null && (operation === 0 || (isUnguarded === true && cameToNothing));
}

/**
 * Builds the next request of a target. A preview and the worker that sends both come here, so what a preview shows is what is
 * sent.
 */
export async function decideRequest(
  { target, spec, push }: Deciding,
  { intent, version, generation, untaken, sinceDone }: ReadIntent,
  known: KnownObject | null,
): Promise<RequestDecision> {
  const { id: targetId, changes } = target;
  const operation = target.operation + 1;
  const isForAllHubs = spec.isUnguarded === true && known === null;
  let key = isForAllHubs
    ? keyForAllHubs(intent.reference, { operation: operation - untaken, generation })
    : idempotencyKey(targetId, { operation, generation, version });
  let built = await push.build(intent, known, key);
  // Only what takes several steps makes an object in place of the one that is known.
  if (spec.isUnguarded && spec.inSteps && known && isCreation(built)) {
    key = replacementKey(intent.reference, known.externalId, sinceDone);
    built = await push.build(intent, known, key);
  }
  const consent = built.decision && { consent: built.decision };
  if (built.kind === 'nothing') {
    const isNotWanted = intent.items.length === 0 && known === null && target.operation === 0;
    return isNotWanted ? { kind: 'held', built: { kind: 'skipped', ...NOT_WANTED } } : { kind: 'nothing', ...consent };
  }
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

const isCreation = (built: BuiltRequest): boolean => built.kind === 'request' && built.request.kind === 'create';

/** The key differs with each operation, and says nothing of the object. */
function hashOf({ method, path, body, content }: StoredRequest, key: string): Buffer {
  const said = content ?? `${method} ${path}\n${body.toString('latin1')}`.replaceAll(key, '');
  return createHash('sha256').update(said).digest();
}
