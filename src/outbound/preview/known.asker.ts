import { Injectable } from '@nestjs/common';
import type { KnownObject } from '../../providers/push.port.js';
import type { PushAccount } from '../sending/turn.js';
import { held, type Decided } from './draft.decision.js';
import type { Draft } from './rehearsal.js';

/** What the provider has of a draft, or why that decides it. */
export type Asked = { known: KnownObject | null } | { decided: Decided };

/** Asks a provider what a worker would ask before it builds the request. It only reads. */
@Injectable()
export class KnownAsker {
  async ask({ target, spec, read }: Draft, { push, connection }: PushAccount, signal: AbortSignal): Promise<Asked> {
    const { externalId, externalVersion, link, operation, applied } = target;
    if (externalId === null && operation === 0) {
      const found = await push.adoptable(connection, read.intent, { signal });
      if (found.kind === 'found') return { known: found.known };
      if (found.kind === 'ambiguous') {
        const message = `Several objects of the account could be this one: ${found.externalIds.join(', ')}`;
        return { decided: held('waiting', { code: 'ambiguous_match', message }) };
      }
    }
    if (!spec.readsFirst && !(externalId !== null && applied === null)) {
      return {
        known: externalId === null ? null : { externalId, externalVersion, object: null, origin: link ?? 'created' },
      };
    }
    const known = await push.read(connection, read.intent, externalId, { signal });
    if (known) return { known: { ...known, origin: link ?? known.origin } };
    if (externalId === null || !spec.isMoney) return { known: null };
    const message = 'The document was deleted at the provider; it is not made again by itself';
    return { decided: held('waiting', { code: 'object_gone', message }) };
  }
}
