import { Injectable } from '@nestjs/common';
import { sleep } from '../../common/sleep.js';
import type { ProviderError } from '../../providers/provider.errors.js';
import type { OpenOperation } from '../targets/operation.js';
import { DoubtResolver, type Lookups } from './doubt.resolver.js';
import { RequestBuilder } from './request.builder.js';
import { SendLaterError } from './send-later.error.js';
import { buildAgain, type Ended, type Turn } from './turn.js';

/** How often a request is built in one turn: after a doubt, after a step, and each time that the object was changed meanwhile. */
const MOST_BUILDS = 8;
/** How often a turn waits until a request can be sent. After that it gives its place to another target. */
const MOST_WAITS = 3;
const USUAL_WAIT_SECONDS = 1;
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
    let reads = false;
    for (let builds = 0, waits = 0; builds < MOST_BUILDS; builds++) {
      if (step.kind === 'ended') return step.ended;
      if (step.kind === 'build') reads = step.reads;
      else if (waits++ < MOST_WAITS) await waitFor(step.after, turn);
      else throw step.after;
      step = await this.builder.build(turn, reads);
    }
    if (step.kind === 'ended') return step.ended;
    if (step.kind === 'again') throw step.after;
    throw new SendLaterError('object_keeps_changing', CHANGING, { retryAfterSeconds: 1, usesAttempt: true });
  }
}

function waitFor({ retryAfterSeconds = USUAL_WAIT_SECONDS }: ProviderError, { context }: Turn): Promise<void> {
  return sleep(retryAfterSeconds * 1_000, context.signal);
}
