import type { MailchimpSettings } from '../mailchimp.config.js';
import type { ChangesWalk } from '../../kit/walk.js';
import { ProviderRequestError } from '../../provider.errors.js';
import type { PullPage } from '../../provider.port.js';
import type { MailchimpAccess } from '../api/mailchimp.access.js';
import type { MailchimpList } from './mailchimp.list.js';
import { planOfChanges } from './mailchimp.plans.js';
import type { MailchimpStream } from './mailchimp.stream.js';

/** What has changed in a stream since a time, and how many objects there are, to find what is gone. */
export class MailchimpChanges {
  constructor(
    private readonly list: MailchimpList,
    private readonly settings: MailchimpSettings,
  ) {}

  walk(walk: ChangesWalk<MailchimpAccess, MailchimpStream>): AsyncGenerator<PullPage> {
    const [stream] = walk.streams;
    if (!stream) throw new ProviderRequestError('Mailchimp was asked for the changes of no stream');
    const from = walk.since - this.settings.overlapSeconds;
    return this.list.pages(walk, stream, planOfChanges(stream, from, walk.memory));
  }
}
