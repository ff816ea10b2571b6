import type { MailchimpSettings } from '../mailchimp.config.js';
import type { Json, PullPage, PullRequest } from '../../provider.port.js';
import type { MailchimpAccess } from '../api/mailchimp.access.js';
import type { MailchimpStream } from './mailchimp.streams.js';
import { MailchimpUnsubscribePlan } from '../webhook/mailchimp.unsubscribe-plan.js';
import type { MailchimpWalk, WalkPlan } from './mailchimp.walk.js';

/** How each stream is walked through, whole or for what has changed. */
export class MailchimpChanges {
  constructor(
    private readonly walk: MailchimpWalk,
    private readonly settings: MailchimpSettings,
  ) {}

  pages(
    access: MailchimpAccess,
    stream: MailchimpStream,
    request: PullRequest,
    cursor: Json,
    signal: AbortSignal,
  ): AsyncGenerator<PullPage> {
    return this.walk.pages(access, stream, this.planOf(stream, request), cursor, signal);
  }

  private planOf(stream: MailchimpStream, request: PullRequest): WalkPlan {
    if (stream.parent === 'report') {
      return new MailchimpUnsubscribePlan(request.kind === 'changes' ? request.memory : undefined);
    }
    const isChanges = request.kind === 'changes';
    return {
      from: isChanges ? request.since - this.settings.overlapSeconds : null,
      choose: (parents) => parents,
      counted: isChanges,
      ending: (count) => (isChanges ? { totals: { [stream.name]: count } } : {}),
    };
  }
}
