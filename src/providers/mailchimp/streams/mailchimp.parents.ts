import { integer, text } from '../../kit/fields.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import type { MailchimpAccess } from '../api/mailchimp.access.js';
import type { MailchimpPager, MailchimpPlace } from './mailchimp.pager.js';
import { findStream, type MailchimpParent } from './mailchimp.streams.js';

export interface ParentList {
  /** In order of id, so that a walk through them can be resumed whatever came or went meanwhile. */
  parents: ParentObject[];
  /** When the first of them were asked for, by Mailchimp's clock, epoch seconds. */
  seconds: number;
}

export interface ParentObject {
  id: string;
  /** Of a report: how many have left by its campaign. */
  unsubscribed: number;
}

/** Names of what lists hang on, with no more of each than is needed. */
const LISTED_AS: Readonly<Record<MailchimpParent, { stream: string; fields: readonly string[] }>> = {
  audience: { stream: 'audiences', fields: ['id'] },
  report: { stream: 'campaign_reports', fields: ['id', 'list_id', 'unsubscribed'] },
  store: { stream: 'stores', fields: ['id', 'list_id'] },
};

/** Which audiences, reports or stores an account has, and which of them a connection is about. */
export class MailchimpParents {
  constructor(private readonly pager: MailchimpPager) {}

  async of(access: MailchimpAccess, kind: MailchimpParent, exchange: ProviderExchange): Promise<ParentList> {
    const { stream: name, fields } = LISTED_AS[kind];
    const stream = findStream(name)!;
    const options = { fields: ['total_items', ...fields.map((field) => `${stream.collection}.${field}`)] };
    const parents = new Map<string, ParentObject>();
    let place: MailchimpPlace | null = null;
    let seconds: number | undefined;
    do {
      const page = await this.pager.page(access, stream, null, options, place, exchange);
      seconds ??= exchange.seconds;
      for (const object of page.objects) {
        const isOurs = access.audienceId === null || stream.audienceOf!(object) === access.audienceId;
        const id = text(object.id);
        if (id !== null && isOurs) parents.set(id, { id, unsubscribed: integer(object.unsubscribed) ?? 0 });
      }
      place = page.next;
    } while (place);
    return { parents: [...parents.values()].sort((a, b) => (a.id < b.id ? -1 : 1)), seconds };
  }
}
