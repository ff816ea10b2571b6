import type { Limits } from '../../config/limits.config.js';
import type { Json, PullPage, PullRequest } from '../provider.port.js';
import type { MailchimpAccess } from './mailchimp.access.js';
import type { MailchimpStream } from './mailchimp.streams.js';
import { MailchimpUnsubscribePlan } from './mailchimp.unsubscribe-plan.js';
import type { MailchimpWalk, WalkPlan } from './mailchimp.walk.js';

/** `2026-11-24T06:00:00+00:00`, as Mailchimp writes it itself. */
const isoSeconds = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}+00:00`;

/** How each stream is walked through, whole or for what has changed. */
export class MailchimpChanges {
  constructor(
    private readonly walk: MailchimpWalk,
    private readonly limits: Limits,
  ) {}

  pages(
    access: MailchimpAccess,
    stream: MailchimpStream,
    request: PullRequest,
    cursor: Json,
    signal: AbortSignal,
  ): AsyncGenerator<PullPage> {
    return this.walk.pages(access, stream, this.planOf(stream, request, cursor), cursor, signal);
  }

  private planOf(stream: MailchimpStream, request: PullRequest, cursor: Json): WalkPlan {
    if (stream.parent === 'report') {
      return new MailchimpUnsubscribePlan(request.kind === 'changes' ? request.memory : null, cursor);
    }
    const isChanges = request.kind === 'changes';
    const since = isChanges ? request.since - this.limits.MAILCHIMP_OVERLAP_SECONDS : null;
    return {
      options: (began) => windowOf(stream, since, began),
      choose: (parents) => parents,
      counted: isChanges,
      ending: (count) => (isChanges ? { totals: { [stream.name]: count } } : {}),
    };
  }
}

/**
 * Closed at both ends where the list can be: pages are told by offset, and whoever changes meanwhile leaves the window
 * for the next one, instead of moving to its end and letting somebody slip through between two pages. Both ends are
 * exclusive.
 */
function windowOf(stream: MailchimpStream, since: number | null, began: number): Record<string, unknown> {
  if (stream.changedAt !== 'last_changed') return {};
  return {
    ...(since !== null && { since_last_changed: isoSeconds(Math.max(0, since - 1)) }),
    before_last_changed: isoSeconds(began + 1),
  };
}
