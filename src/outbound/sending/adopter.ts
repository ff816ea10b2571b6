import { Injectable } from '@nestjs/common';
import { Metrics } from '../../observability/metrics.js';
import type { Found, KnownObject, PushIntent } from '../../providers/push.port.js';
import { ProviderUnavailableError } from '../../providers/provider.errors.js';
import type { NewOperation } from '../targets/operation.js';
import { FormerConnection } from './former.connection.js';
import { OutcomeWriter, type EndedOperation, type LinkedObject } from './outcome.writer.js';
import { buildAgain, ended, type Ended, type Step, type Turn } from './turn.js';

const EXISTS = { code: 'exists', message: 'The provider has an object with this reference already' };

/** How often an object is looked for that is said to be there: lists show it after a few minutes at the latest. */
const MOST_LOOKS = 7;
const NOT_OURS = {
  code: 'name_taken',
  message:
    'The provider says that the name or number is used, and shows no object of ours that has it. Give what has it another one there, or link it',
};

/** Links objects that are there already, instead of making others. It never picks one of several. */
@Injectable()
export class Adopter {
  constructor(
    private readonly writer: OutcomeWriter,
    private readonly metrics: Metrics,
    private readonly former: FormerConnection,
  ) {}

  /** Before the first request of a target. @returns what was linked, or `null`: there is nothing to link */
  async beforeFirst(turn: Turn, intent: PushIntent): Promise<KnownObject | Ended | null> {
    const { account, context } = turn;
    const former = await this.former.objectOf(turn, intent, context.signal);
    const { push, connection } = account;
    const found: Found = former
      ? { kind: 'found', known: former }
      : await push.adoptable(connection, intent, { signal: context.signal });
    context.signal.throwIfAborted();
    if (found.kind === 'absent') return null;
    if (found.kind === 'ambiguous') return this.ambiguous(turn, found.externalIds);
    const { known } = found;
    const result = await this.writer.link(turn, { ...known, link: known.origin, record: null });
    if (result === 'taken') return this.ambiguous(turn, [known.externalId]);
    this.metrics.outboundAdopted.inc({ provider: account.integration.provider });
    return known;
  }

  /** The provider says that an object with our reference is there: it is linked, and compared with what is wanted. */
  async takeExisting(turn: Turn, operation: NewOperation, externalId: string | null): Promise<Step> {
    const { account, context, target, spec } = turn;
    const { push, connection } = account;
    const over = { operation, status: 'failed', error: EXISTS } as const;
    if (externalId === null) {
      const { reference, request } = operation;
      const lookups = [{ reference, request, firstSentAt: Date.now() }];
      const found = (await push.find(connection, spec.name, lookups, { signal: context.signal })).get(reference);
      context.signal.throwIfAborted();
      if (found?.kind === 'ambiguous') return ended(await this.ambiguous(turn, found.externalIds, over));
      if (found?.kind === 'found') return this.linkExisting(turn, found.known, operation);
    } else {
      const known = await push.read(connection, target, externalId, { signal: context.signal });
      context.signal.throwIfAborted();
      if (known) return this.linkExisting(turn, known, operation);
    }
    // The request was refused, so it has no effect. The lists may not show the object yet.
    if (target.attempts >= MOST_LOOKS) {
      return ended(await this.writer.finish(turn, { status: 'waiting', reason: NOT_OURS, operation: over }));
    }
    await this.writer.close(turn, over);
    throw new ProviderUnavailableError('The provider says that the object exists, and does not show it');
  }

  /** A request is done, and may not have been the last one for what is wanted. */
  async linkStep(turn: Turn, object: LinkedObject, over: EndedOperation): Promise<Step> {
    const result = await this.writer.link(turn, object, over);
    if (result === 'taken') return ended(await this.ambiguous(turn, [object.externalId], over));
    return buildAgain({ reads: true });
  }

  /** Two or more objects could be the one: a person has to say which. */
  ambiguous(turn: Turn, externalIds: readonly string[], operation?: EndedOperation): Promise<Ended> {
    const message = `Several objects of the account could be this one, or it is linked already: ${externalIds.join(', ')}`;
    return this.writer.finish(turn, {
      status: 'waiting',
      reason: { code: 'ambiguous_match', message },
      operation,
    });
  }

  private async linkExisting(turn: Turn, known: KnownObject, operation: NewOperation): Promise<Step> {
    const object = { ...known, link: known.origin, record: null };
    return this.linkStep(turn, object, { operation, status: 'failed', error: EXISTS });
  }
}

export const isEnded = (value: KnownObject | Ended | null): value is Ended => value !== null && 'item' in value;
