import { Injectable } from '@nestjs/common';
import type { KnownObject } from '../../providers/push.port.js';
import { FormerConnection } from '../sending/former.connection.js';
import { isLookedFor, linkedObject } from '../sending/request.decision.js';
import type { PushAccount } from '../sending/turn.js';
import { OBJECT_GONE } from '../targets/held.reasons.js';
import type { Reason } from '../targets/target.store.js';
import { held, type Decided } from './draft.decision.js';
import type { Draft } from './rehearsal.js';

/** What the provider says of a draft, or why that decides it. */
export type Asked = { draft: Draft; known: KnownObject | null } | { decided: Decided };

/** Asks a provider what a worker would ask before it builds the request. It only reads. */
@Injectable()
export class KnownAsker {
  constructor(private readonly former: FormerConnection) {}

  async ask(asked: Draft, account: PushAccount, signal: AbortSignal): Promise<Asked> {
    const draft = await this.withFacts(asked, account, signal);
    const { target, spec, read } = draft;
    const { push, connection } = account;
    const { externalId, link, applied } = target;
    if (isLookedFor(target, spec, read)) {
      const former = await this.former.objectOf({ target, spec, account }, read.intent, signal);
      if (former) return { draft, known: former };
      const found = await push.adoptable(connection, read.intent, { signal });
      if (found.kind === 'found') return { draft, known: found.known };
      if (found.kind === 'ambiguous') return { decided: held('waiting', ambiguous(found.externalIds)) };
    }
    if (!spec.readsFirst && !(externalId !== null && applied === null)) {
      return { draft, known: linkedObject(target) };
    }
    const known = await push.read(connection, read.intent, externalId, { signal });
    if (known) return { draft, known: { ...known, origin: link ?? known.origin } };
    if (externalId !== null && spec.isMoney) return { decided: held('waiting', OBJECT_GONE) };
    return { draft, known: null };
  }

  /** What the account says of itself, for a request that depends on it. */
  async withFacts(draft: Draft, { push, connection }: PushAccount, signal: AbortSignal): Promise<Draft> {
    if (!push.facts) return draft;
    const facts = await push.facts(connection, draft.read.intent, { signal });
    return { ...draft, read: { ...draft.read, intent: { ...draft.read.intent, facts } } };
  }
}

function ambiguous(externalIds: readonly string[]): Reason {
  return {
    code: 'ambiguous_match',
    message: `Several objects of the account could be this one: ${externalIds.join(', ')}`,
  };
}
