import { asRecord } from '../../kit/fields.js';
import { streamFinder } from '../../kit/provider.adapter.js';
import { contactKey, recipientKey } from '../shape/mailchimp.contact-key.js';
import { AUDIENCE_CONTACTS } from './mailchimp.audience-contacts.js';
import { keyText, stream, type MailchimpStream } from './mailchimp.stream.js';

const DAY = 86_400;
const WEEK = 7 * DAY;

/**
 * Every stream, in the order in which they are best pulled: what others refer to comes first.
 *
 * | stream           | dated by     | an incremental run                                                              |
 * |------------------|--------------|---------------------------------------------------------------------------------|
 * | audiences        | read         | lists them again: their counts move all the time                                |
 * | merge_fields     | read         | lists them again, as interests: they have no time                               |
 * | interests        | read         | lists them again                                                                |
 * | contacts         | last_changed | asks for what changed in a closed window, and counts, to find what is gone      |
 * | segments         | read         | lists them again: `updated_at` does not move with the number of members         |
 * | campaigns        | read         | lists them again: drafts are edited, mails are opened, and no time moves with it |
 * | campaign_reports | read         | lists them again, as campaigns                                                  |
 * | unsubscribes     | read         | lists those of campaigns whose number has changed, and of a few others in turn  |
 * | email_activity   | read         | lists that of campaigns whose numbers have changed: see MailchimpReportPlan    |
 * | stores           | updated_at   | lists them again                                                                |
 * | customers        | updated_at   | lists them again: these lists can be asked for no time                          |
 * | orders           | read         | lists them again; the times are the shop's own, and the customer has others     |
 * | products         | read         | lists them again; they have no time                                             |
 *
 * What is listed again costs a request for each thousand objects, whether they changed or not. Contacts cost two for each
 * thousand when they are listed whole: those with a phone number only are found by listing the audience's contacts, too.
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
    name: 'merge_fields',
    shape: 'contact_field',
    parent: 'audience',
    path: '/lists/{list_id}/merge-fields',
    keyOf: ({ merge_id }) => keyText(merge_id),
    list: (api, list, options) => api.lists.getListMergeFields(list, options),
    read: (api, list, id, options) => api.lists.getListMergeField(list, id, options),
  }),
  stream({
    name: 'interests',
    shape: 'interest',
    parent: 'category',
    path: '/lists/{list_id}/interest-categories/{interest_category_id}/interests',
    ownerOf: (category) => categoryParts(category).list,
    list: (api, parent, options) => {
      const { list, category } = categoryParts(parent);
      return api.lists.listInterestCategoryInterests(list, category, options);
    },
    read: (api, parent, id, options) => {
      const { list, category } = categoryParts(parent);
      return api.lists.getInterestCategoryInterest(list, category, id, options);
    },
  }),
  stream({
    name: 'contacts',
    shape: 'contact',
    incremental: 'changes',
    hasWebhooks: true,
    staleness: { unseen: 'A deletion of a contact that has only a phone number is not shown.', withinSeconds: DAY },
    parent: 'audience',
    path: '/lists/{list_id}/members',
    collection: 'members',
    keyOf: contactKey,
    changedAt: 'last_changed',
    window: { from: 'since_last_changed', to: 'before_last_changed', includesEnd: false },
    more: AUDIENCE_CONTACTS,
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
    staleness: { unseen: 'A new address of someone who had left is seen in turn.', withinSeconds: WEEK },
    parent: 'report',
    path: '/reports/{campaign_id}/unsubscribed',
    keyOf: recipientKey,
    list: (api, campaign, options) => api.reports.getUnsubscribedListForCampaign(campaign, options),
    read: (api, campaign, id, options) => api.reports.getUnsubscribedListMember(campaign, id, options),
    audienceOf: ({ list_id }) => list_id,
  }),
  stream({
    name: 'email_activity',
    shape: 'email_activity',
    incremental: 'changes',
    staleness: { unseen: 'A new address of a recipient changes no number of the campaign.', withinSeconds: WEEK },
    parent: 'report',
    path: '/reports/{campaign_id}/email-activity',
    collection: 'emails',
    keyOf: recipientKey,
    list: (api, campaign, options) => api.reports.getEmailActivityForCampaign(campaign, options),
    read: (api, campaign, id, options) => api.reports.getEmailActivityForSubscriber(campaign, id, options),
    audienceOf: ({ list_id }) => list_id,
    // Of a mail to many, most have done nothing.
    isKept: ({ activity }) => Array.isArray(activity) && activity.length > 0,
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

/** A category of interests is named by its audience and its own id. */
function categoryParts(parent: string): { list: string; category: string } {
  const [list = '', category = ''] = parent.split('/');
  return { list, category };
}
