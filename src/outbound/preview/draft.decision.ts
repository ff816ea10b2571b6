import { nameOf, type KnownObject, type Need, type PushIntent } from '../../providers/push.port.js';
import type { PreviewedTargetDto, PushDecision } from '../intake/dry-run.dto.js';
import type { ReadIntent } from '../sending/intent.reader.js';
import { decideRequest, linkedObject, whyNotWanted, type RequestDecision } from '../sending/request.decision.js';
import { notThere, RULE_OFF, TOO_EARLY } from '../targets/held.reasons.js';
import type { NewOperation } from '../targets/operation.js';
import { reasonCode } from '../targets/reason.codes.js';
import type { Reason } from '../targets/target.store.js';
import type { Draft } from './rehearsal.js';

/** What a preview says of a target. */
export interface Decided {
  decision: PushDecision;
  reason: Reason | null;
  exact: boolean;
  operation: NewOperation | null;
}

/** What is decided before anything is asked of the provider; `null`: its request is to be built. */
export function decideEarly({ target, spec, account, read }: Draft): Decided | null {
  const { status, reason } = target;
  if (status === 'applied') return held('unchanged', null);
  if (status === 'skipped' || status === 'dead' || status === 'waiting') return held(status, reason);
  if (!account.rules.get(spec.rule)?.enabled) return held('skipped', RULE_OFF);
  const unwanted = whyNotWanted(target, spec, read);
  return unwanted && held('skipped', unwanted);
}

/**
 * Builds the request of a draft.
 * @param known the object as the provider has it; `undefined`: that was not asked
 */
export async function decideDraft(draft: Draft, known: KnownObject | null | undefined): Promise<Decided> {
  const { target, spec, account, read } = draft;
  const { missing } = read;
  const awaited = awaitedBy(read);
  const filled = missing ? { ...read, intent: withPlaceholders(read.intent, read.unmet) } : read;
  const exact = known !== undefined && awaited === null && !target.inDoubt;
  const isWanted = read.intent.items.length > 0 || missing === null;
  const decide = () => decideRequest({ target, spec, push: account.push }, filled, known ?? linkedObject(target));
  const built = isWanted ? await decideSafely(decide, awaited !== null) : null;
  if (awaited) {
    return { decision: 'waiting', reason: awaited, exact: false, operation: built && operationOf(built) };
  }
  switch (built?.kind) {
    case 'request':
      return { decision: 'send', reason: null, exact, operation: built.operation };
    case 'held':
      return { decision: built.built.kind, reason: reasonOf(built.built), exact, operation: null };
    default:
      return { decision: 'unchanged', reason: null, exact, operation: null };
  }
}

export const held = (decision: PushDecision, reason: Reason | null): Decided => ({
  decision,
  reason,
  exact: true,
  operation: null,
});

export function toPreview(
  { target, account }: Draft,
  { decision, reason, exact, operation }: Decided,
): PreviewedTargetDto {
  return {
    id: target.id,
    integrationId: account.id,
    provider: account.provider,
    target: target.target,
    part: target.part,
    decision,
    reason: reason && { code: reasonCode(reason.code), message: reason.message, since: null },
    exact,
    request: operation && {
      kind: operation.request.kind,
      method: operation.request.method,
      url: operation.request.path,
      headers: { ...operation.request.headers },
      body: operation.request.body.toString('utf8'),
      idempotencyKey: operation.key,
      reference: operation.reference,
    },
  };
}

/** With something in the place of ids that do not exist yet, a port may not be able to build. */
async function decideSafely(decide: () => Promise<RequestDecision>, mayFail: boolean): Promise<RequestDecision | null> {
  try {
    return await decide();
  } catch (error) {
    if (mayFail) return null;
    throw error;
  }
}

/** What the target waits for before its request is built. */
function awaitedBy({ missing, isTooEarly }: ReadIntent): Reason | null {
  if (missing) return notThere(missing.message);
  return isTooEarly ? TOO_EARLY : null;
}

const reasonOf = ({ code, message }: Reason): Reason => ({ code, message });

const operationOf = (built: RequestDecision): NewOperation | null =>
  built.kind === 'request' ? built.operation : null;

function withPlaceholders(intent: PushIntent, unmet: readonly Need[]): PushIntent {
  const links = new Map(intent.links);
  for (const need of unmet) {
    const { target, subject, part } = need;
    links.set(nameOf(need), `{{${target}:${subject}${part ? `:${part}` : ''}}}`);
  }
  return { ...intent, links };
}
