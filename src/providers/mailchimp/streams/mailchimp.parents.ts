import { asRecord, integer, sumOf, text } from '../../kit/fields.js';
import { isFound } from '../../kit/found.js';
import type { PageSize } from '../../kit/page.size.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import type { MailchimpAccess } from '../api/mailchimp.access.js';
import type { MailchimpPager, MailchimpPlace, PagedObjects } from './mailchimp.pager.js';
import { INTEREST_CATEGORIES } from './mailchimp.interest-categories.js';
import type { MailchimpObject, MailchimpParent, MailchimpStream } from './mailchimp.stream.js';
import { findStream } from './mailchimp.streams.js';

export interface ParentList {
  /** In order of id, so that a walk through them can be resumed whatever came or went meanwhile. */
  parents: ParentObject[];
  /** When the first of them were asked for, by Mailchimp's clock, epoch seconds. */
  seconds: number;
}

export interface ParentObject {
  id: string;
  /** Of a report; 0 of everything else. */
  counts: ReportCounts;
}

export interface ReportCounts {
  /** How many mails were sent. */
  sent: number;
  /** How many have left by its campaign. */
  unsubscribed: number;
  /** How often its mails were opened, clicked and returned: rises with everything that a recipient does. */
  activity: number;
}

/** Names of what lists hang on, with no more of each than is needed. */
const LISTED_AS: Readonly<Record<Exclude<MailchimpParent, 'category'>, { stream: string; fields: readonly string[] }>> =
  {
    audience: { stream: 'audiences', fields: ['id'] },
    report: {
      stream: 'campaign_reports',
      fields: ['id', 'list_id', 'emails_sent', 'unsubscribed', 'opens.opens_total', 'clicks.clicks_total', 'bounces'],
    },
    store: { stream: 'stores', fields: ['id', 'list_id'] },
  };

/** Which audiences, reports or stores an account has, and which of them a connection is about. */
export class MailchimpParents {
  constructor(private readonly pager: MailchimpPager) {}

  async of(access: MailchimpAccess, kind: MailchimpParent, exchange: ProviderExchange): Promise<ParentList> {
    if (kind === 'category') return this.categories(access, exchange);
    const { stream: name, fields } = LISTED_AS[kind];
    return sorted(await this.read(access, findStream(name)!, null, fields, exchange));
  }

  /** The categories of an audience's interests, named by the audience, too. */
  async categoriesOf(access: MailchimpAccess, list: string, exchange: ProviderExchange): Promise<ParentObject[]> {
    const { parents } = await this.read(access, INTEREST_CATEGORIES, list, ['id'], exchange);
    return parents.map((parent) => ({ ...parent, id: `${list}/${parent.id}` }));
  }

  private async categories(access: MailchimpAccess, exchange: ProviderExchange): Promise<ParentList> {
    const { parents: lists, seconds } = await this.of(access, 'audience', exchange);
    const parents: ParentObject[] = [];
    for (const { id } of lists) {
      // An audience that has been deleted since has none.
      await isFound(this.categoriesOf(access, id, exchange).then((found) => parents.push(...found)));
    }
    return sorted({ parents, seconds });
  }

  private async read(
    access: MailchimpAccess,
    stream: MailchimpStream,
    parent: string | null,
    fields: readonly string[],
    exchange: ProviderExchange,
  ): Promise<ParentList> {
    const options = { fields: ['total_items', ...fields.map((field) => `${stream.collection}.${field}`)] };
    const parents = new Map<string, ParentObject>();
    let place: MailchimpPlace | null = null;
    let pageSize: PageSize | undefined;
    let seconds: number | undefined;
    do {
      const page: PagedObjects = await this.pager.page(access, stream, parent, options, place, exchange, pageSize);
      pageSize = page.pageSize;
      seconds ??= exchange.seconds;
      for (const object of page.objects) {
        const isOurs = access.audienceId === null || (stream.audienceOf?.(object) ?? parent) === access.audienceId;
        const id = text(object.id);
        if (id && isOurs) parents.set(id, { id, counts: countsOf(object) });
      }
      place = page.next;
    } while (place);
    return { parents: [...parents.values()], seconds };
  }
}

function countsOf(object: MailchimpObject): ReportCounts {
  const bounces = asRecord(object.bounces);
  const counted = [
    asRecord(object.opens).opens_total,
    asRecord(object.clicks).clicks_total,
    bounces.hard_bounces,
    bounces.soft_bounces,
  ];
  return {
    sent: integer(object.emails_sent) ?? 0,
    unsubscribed: integer(object.unsubscribed) ?? 0,
    activity: sumOf(counted.map(integer)) ?? 0,
  };
}

function sorted({ parents, seconds }: ParentList): ParentList {
  return { parents: parents.sort((a, b) => (a.id < b.id ? -1 : 1)), seconds };
}
