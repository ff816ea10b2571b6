import { MERGE_FIELD_COUNT } from '../dataset/audience.fields.js';
import { rate, reportSummary } from '../dataset/campaign.objects.js';
import { seconds, timestamp } from '../dataset/dataset.js';
import type { MailchimpObject, StreamName } from '../mailchimp.stream.js';
import type { MailchimpAccount } from './mailchimp.account.js';
import type { MailchimpAudience } from './mailchimp.audience.js';

/** An object as it looks now: some parts are counted or taken from another object when somebody looks. */
export function shown(account: MailchimpAccount, stream: StreamName, object: MailchimpObject): MailchimpObject {
  switch (stream) {
    case 'contacts':
      return withNewFields(account, object);
    case 'audiences':
      return { ...object, stats: audienceStats(account.audiences.get(String(object.id))!) };
    case 'campaigns':
      return withSummary(account, object);
    case 'campaign_reports':
      return { ...object, unsubscribed: account.unsubscribes.get(String(object.id))?.liveCount ?? 0 };
    case 'orders':
      return withCustomer(account, object);
    default:
      return object;
  }
}

function audienceStats(audience: MailchimpAudience): MailchimpObject {
  const counts = audience.countByStatus();
  const newest = (status: 'subscribed' | 'unsubscribed', field: 'timestamp_opt' | 'last_changed'): string => {
    const view = audience.views.view(status, field);
    const at = view.length > 0 ? audience.views.value(field, view.indexAt(view.length - 1)) : 0;
    return at > 0 ? timestamp(at) : '';
  };
  return {
    member_count: counts.subscribed,
    unsubscribe_count: counts.unsubscribed,
    cleaned_count: counts.cleaned,
    member_count_since_send: 0,
    unsubscribe_count_since_send: 0,
    cleaned_count_since_send: 0,
    campaign_count: audience.campaignCount,
    campaign_last_sent: audience.lastSentAt > 0 ? timestamp(audience.lastSentAt) : '',
    merge_field_count: audience.mergeFields.liveCount,
    avg_sub_rate: 0,
    avg_unsub_rate: 0,
    target_sub_rate: 0,
    open_rate: 0,
    click_rate: 0,
    last_sub_date: newest('subscribed', 'timestamp_opt'),
    last_unsub_date: newest('unsubscribed', 'last_changed'),
  };
}

/** All contacts of an audience have a field that the audience got later. */
function withNewFields(account: MailchimpAccount, contact: MailchimpObject): MailchimpObject {
  const audience = account.audiences.get(String(contact.list_id));
  if (!audience || audience.mergeFields.nextIndex === MERGE_FIELD_COUNT) return contact;
  const fields = [...audience.mergeFields.live()].map(({ tag, default_value }) => [tag, default_value] as const);
  return { ...contact, merge_fields: { ...Object.fromEntries(fields), ...(contact.merge_fields as MailchimpObject) } };
}

function withSummary(account: MailchimpAccount, campaign: MailchimpObject): MailchimpObject {
  const report = account.reports.find(String(campaign.id));
  return report ? { ...campaign, report_summary: reportSummary(report) } : campaign;
}

function withCustomer(account: MailchimpAccount, order: MailchimpObject): MailchimpObject {
  const { id } = order.customer as { id: string };
  const customer = account.stores.get(String(order.store_id))?.customers.find(id);
  return customer ? { ...order, customer } : order;
}

/** What a further opening of the mail by so many people does to its report. */
export function opened(report: MailchimpObject, by: number, at: number): MailchimpObject {
  const opens = report.opens as Record<string, number>;
  const emails = Number(report.emails_sent);
  const unique = Math.min(emails, opens.unique_opens! + by);
  const last = Math.max(at, seconds(opens.last_open));
  return {
    opens: {
      opens_total: opens.opens_total! + by,
      unique_opens: unique,
      open_rate: rate(unique, emails),
      last_open: timestamp(last),
    },
  };
}
