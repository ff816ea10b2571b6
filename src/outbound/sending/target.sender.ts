import { Injectable } from '@nestjs/common';
import type { OpenOperation } from '../targets/operation.js';
import { DoubtResolver, type Lookups } from './doubt.resolver.js';
import { RequestBuilder } from './request.builder.js';
import { SendLaterError } from './send-later.error.js';
import { buildAgain, type Ended, type Turn } from './turn.js';

/** How often a request is built in one turn: after a doubt, after a step, and each time that the object was changed meanwhile. */
const MOST_BUILDS = 8;
const CHANGING = 'The object kept changing at the provider while the request was built';

/** Sends one target. A doubt about its last request is settled first. */
@Injectable()
export class TargetSender {
  constructor(
    private readonly doubts: DoubtResolver,
    private readonly builder: RequestBuilder,
  ) {}

  /**
   * @param open its operation whose outcome is not known
   * @throws SendLaterError when it has to be sent later
   * @throws ProviderError when the provider does not take requests now
   */
  async send(turn: Turn, open: OpenOperation | undefined, lookups: Lookups): Promise<Ended> {
    let step = open ? await this.doubts.resolve(turn, open, lookups) : buildAgain({ reads: false });
    for (let builds = 0; builds < MOST_BUILDS; builds++) {
      if (step.kind === 'ended') return step.ended;
      step = await this.builder.build(turn, step.reads);
    }
    if (step.kind === 'ended') return step.ended;
    throw new SendLaterError('object_keeps_changing', CHANGING, { retryAfterSeconds: 1, usesAttempt: true });
  }
}
