import { asRecord } from '../../kit/fields.js';
import { streamFinder } from '../../kit/provider.adapter.js';
import type { StreamDescription } from '../../provider.port.js';
import type { MailchimpApi } from '../api/mailchimp.sdk.js';

export type MailchimpObject = Record<string, unknown>;
type Options = Record<string, unknown>;

/** What a list is of: members are of an audience, those who left by a campaign are of its report. */
export type MailchimpParent = 'audience' | 'report' | 'store';

export interface MailchimpStream extends StreamDescription {
  sliceable: false;
  feed: null;
  parent: MailchimpParent | null;
  /** As in Mailchimp's reference; names the operation in messages. */
  path: string;
  /** The field of a list's answer that holds its objects. */
  collection: string;
  /** Nested objects that have links, too. */
  linked: readonly string[];
  /** The field that names an object within its parent. */
  key: string;
  /** The field that says when it was last changed; `null`: there is none that moves with every change. */
  changedAt: string | null;
  /** Several lists make up the whole: one for each of these. */
  parts: readonly Options[];
  list(api: MailchimpApi, parent: string, options: Options): Promise<unknown>;
  read(api: MailchimpApi, parent: string, id: string, options: Options): Promise<unknown>;
  /** The audience that an object says it belongs to; `null`: only its parent knows. */
  audienceOf: ((object: MailchimpObject) => unknown) | null;
  /** Options that leave out what is of other audiences, where the list has them. */
  within: ((audienceId: string) => Options) | null;
}

type Row = Pick<MailchimpStream, 'name' | 'shape' | 'path' | 'list' | 'read'> & Partial<MailchimpStream>;

function stream(row: Row): MailchimpStream {
  return {
    domain: 'contacts',
    sliceable: false,
    incremental: 'relist',
    feed: null,
    parent: null,
    collection: row.name,
    linked: [],
    key: 'id',
    changedAt: null,
    parts: [{}],
    audienceOf: null,
    within: null,
    ...row,
  };
}

/**
 * Every stream, in the order in which they are best pulled: what others refer to comes first.
 *
 * | stream           | dated by     | an incremental run                                                              |
 * |------------------|--------------|---------------------------------------------------------------------------------|
 * | audiences        | read         | lists them again: their counts move all the time                                |
 * | contacts         | last_changed | asks for what changed in a closed window, and counts, to find what is gone      |
 * | segments         | read         | lists them again: `updated_at` does not move with the number of members         |
 * | campaigns        | read         | lists them again: drafts are edited, mails are opened, and no time moves with it |
 * | campaign_reports | read         | lists them again, as campaigns                                                  |
 * | unsubscribes     | read         | lists those of campaigns whose number has changed, and of a few others in turn  |
 * | stores           | updated_at   | lists them again                                                                |
 * | customers        | updated_at   | lists them again: these lists can be asked for no time                          |
 * | orders           | read         | lists them again; the times are the shop's own, and the customer has others     |
 * | products         | read         | lists them again; they have no time                                             |
 *
 * What is listed again costs a request for each thousand objects, whether they changed or not.
 */
export const MAILCHIMP_STREAMS: readonly MailchimpStream[] = [
  stream({
    name: 'audiences',
    shape: 'audience',
    path: '/lists',
    collection: 'lists',
    list: (api, _, options) => api.lists.getAllLists({ sort_field: 'date_created', sort_dir: 'ASC', ...options }),
    read: (api, _, id, options) => api.lists.getList(id, options),
    audienceOf: ({ id }) => id,
  }),
  stream({
    name: 'contacts',
    shape: 'contact',
    incremental: 'changes',
    parent: 'audience',
    path: '/lists/{list_id}/members',
    collection: 'members',
    changedAt: 'last_changed',
    // Without a status, all contacts are listed except for the archived ones.
    parts: [{}, { status: 'archived' }],
    list: (api, list, options) =>
      api.lists.getListMembersInfo(list, { sort_field: 'last_changed', sort_dir: 'ASC', ...options }),
    read: (api, list, id, options) => api.lists.getListMember(list, id, options),
  }),
  stream({
    name: 'segments',
    shape: 'segment',
    parent: 'audience',
    path: '/lists/{list_id}/segments',
    list: (api, list, options) => api.lists.listSegments(list, options),
    read: (api, list, id, options) => api.lists.getSegment(list, id, options),
  }),
  stream({
    name: 'campaigns',
    shape: 'campaign',
    path: '/campaigns',
    list: (api, _, options) => api.campaigns.list({ sort_field: 'create_time', sort_dir: 'ASC', ...options }),
    read: (api, _, id, options) => api.campaigns.get(id, options),
    audienceOf: ({ recipients }) => asRecord(recipients).list_id,
    within: (list_id) => ({ list_id }),
  }),
  stream({
    name: 'campaign_reports',
    shape: 'campaign_report',
    path: '/reports',
    collection: 'reports',
    list: (api, _, options) => api.reports.getAllCampaignReports(options),
    read: (api, _, id, options) => api.reports.getCampaignReport(id, options),
    audienceOf: ({ list_id }) => list_id,
  }),
  stream({
    name: 'unsubscribes',
    shape: 'unsubscribe',
    incremental: 'changes',
    parent: 'report',
    path: '/reports/{campaign_id}/unsubscribed',
    key: 'email_id',
    list: (api, campaign, options) => api.reports.getUnsubscribedListForCampaign(campaign, options),
    read: (api, campaign, id, options) => api.reports.getUnsubscribedListMember(campaign, id, options),
    audienceOf: ({ list_id }) => list_id,
  }),
  stream({
    name: 'stores',
    shape: 'store',
    domain: 'tickets',
    path: '/ecommerce/stores',
    changedAt: 'updated_at',
    list: (api, _, options) => api.ecommerce.stores(options),
    read: (api, _, id, options) => api.ecommerce.getStore(id, options),
    audienceOf: ({ list_id }) => list_id,
  }),
  stream({
    name: 'customers',
    shape: 'customer',
    parent: 'store',
    path: '/ecommerce/stores/{store_id}/customers',
    changedAt: 'updated_at',
    list: (api, store, options) => api.ecommerce.getAllStoreCustomers(store, options),
    read: (api, store, id, options) => api.ecommerce.getStoreCustomer(store, id, options),
  }),
  stream({
    name: 'products',
    shape: 'product',
    domain: 'tickets',
    parent: 'store',
    path: '/ecommerce/stores/{store_id}/products',
    linked: ['variants', 'images'],
    list: (api, store, options) => api.ecommerce.getAllStoreProducts(store, options),
    read: (api, store, id, options) => api.ecommerce.getStoreProduct(store, id, options),
  }),
  stream({
    name: 'orders',
    shape: 'order',
    domain: 'tickets',
    parent: 'store',
    path: '/ecommerce/stores/{store_id}/orders',
    linked: ['customer', 'lines'],
    list: (api, store, options) => api.ecommerce.getStoreOrders(store, options),
    read: (api, store, id, options) => api.ecommerce.getOrder(store, id, options),
  }),
];

export const findStream = streamFinder(MAILCHIMP_STREAMS);

/** Half of an answer would be links to what could be asked next. */
export function withoutLinks({ linked, collection }: MailchimpStream, as: 'list' | 'object'): string[] {
  const inObject = ['_links', ...linked.map((part) => `${part}._links`)];
  return as === 'object' ? inObject : ['_links', ...inObject.map((path) => `${collection}.${path}`)];
}
