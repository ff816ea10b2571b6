import type { ChangesWalk } from '../../kit/walk.js';
import { ProviderRequestError } from '../../provider.errors.js';
import type { PullPage } from '../../provider.port.js';
import type { MailchimpAccess } from '../api/mailchimp.access.js';
import type { MailchimpList } from './mailchimp.list.js';
import type { MailchimpPlans } from './mailchimp.plans.js';
import type { MailchimpStream } from './mailchimp.stream.js';

/** What has changed in a stream since a time, and how many objects there are, to find what is gone. */
export class MailchimpChanges {
  constructor(
    private readonly list: MailchimpList,
    private readonly plans: MailchimpPlans,
  ) {}

  walk(walk: ChangesWalk<MailchimpAccess, MailchimpStream>): AsyncGenerator<PullPage> {
    const [stream] = walk.streams;
    if (!stream) throw new ProviderRequestError('Mailchimp was asked for the changes of no stream');
    return this.list.pages(walk, stream, this.plans.ofChanges(stream, walk.since, walk.memory));
  }
}
