import { asRecord, integer, isoTime, items, sumOf, text } from '../../kit/fields.js';
import { filled } from './mailchimp.fields.js';
import type { Mapper } from '../../kit/normaliser.js';

export const campaigns: Mapper<'campaign'> = (raw) => {
  const recipients = asRecord(raw.recipients);
  const settings = asRecord(raw.settings);
  const status = text(raw.status);
  return {
    audienceId: filled(recipients.list_id),
    name: filled(settings.title),
    subject: filled(settings.subject_line),
    kind: text(raw.type),
    status,
    // Of a scheduled campaign it says when it will be sent.
    sentAt: status === 'schedule' ? null : isoTime(raw.send_time),
    recipientCount: integer(recipients.recipient_count),
    createdAt: isoTime(raw.create_time),
  };
};

export const campaign_reports: Mapper<'campaign_report'> = (raw) => {
  const opens = asRecord(raw.opens);
  const bounces = asRecord(raw.bounces);
  return {
    campaignId: text(raw.id),
    sent: integer(raw.emails_sent),
    opens: integer(opens.opens_total),
    uniqueOpens: integer(opens.unique_opens),
    clicks: integer(asRecord(raw.clicks).clicks_total),
    bounces: sumOf([bounces.hard_bounces, bounces.soft_bounces].map(integer)),
    unsubscribes: integer(raw.unsubscribed),
    abuseReports: integer(raw.abuse_reports),
    sentAt: isoTime(raw.send_time),
  };
};

export const unsubscribes: Mapper<'unsubscribe'> = (raw) => ({
  campaignId: text(raw.campaign_id),
  audienceId: text(raw.list_id),
  email: filled(raw.email_address),
  reason: filled(raw.reason),
  unsubscribedAt: isoTime(raw.timestamp),
});

export const email_activity: Mapper<'email_activity'> = (raw) => ({
  campaignId: text(raw.campaign_id),
  audienceId: text(raw.list_id),
  email: filled(raw.email_address),
  actions: items(raw.activity).map(({ action, timestamp, url }) => ({
    kind: filled(action),
    at: isoTime(timestamp),
    url: filled(url),
  })),
});
