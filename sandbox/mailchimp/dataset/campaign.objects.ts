import type { MailchimpObject } from '../mailchimp.stream.js';
import { audienceId, audienceName } from './audience.objects.js';
import type { CampaignFacts } from './campaign.facts.js';
import { timestamp, type Dataset } from './dataset.js';

const TOPICS = ['Programme', 'On sale now', 'Last tickets', 'Thank you', 'Season opening', 'Change of venue'];

export const campaignId = (data: Dataset, index: number): string => data.hex('campaigns', index, 3, 10);

/** Without `report_summary`, which is taken from the report when the campaign is shown. */
export function campaign(data: Dataset, facts: CampaignFacts, recipients: number): MailchimpObject {
  const hash = data.hash('campaigns', facts.index, 21);
  const id = campaignId(data, facts.index);
  const subject = `${TOPICS[hash % TOPICS.length]} no. ${facts.index + 1}`;
  const isSent = facts.status === 'sent';
  return {
    id,
    web_id: 900_000 + facts.index,
    type: hash % 8 === 0 ? 'plaintext' : 'regular',
    create_time: timestamp(facts.createdAt),
    archive_url: `http://eepurl.example.com/${id}`,
    long_archive_url: `https://mailchi.example.com/${id}`,
    status: facts.status,
    emails_sent: isSent ? recipients : 0,
    send_time: isSent
      ? timestamp(facts.sentAt)
      : facts.status === 'schedule'
        ? timestamp(data.createdTo + 86_400 * (1 + (hash % 9)))
        : '',
    content_type: 'template',
    needs_block_refresh: false,
    resendable: false,
    recipients: {
      list_id: audienceId(data, facts.audience),
      list_is_active: true,
      list_name: audienceName(facts.audience),
      segment_text: '',
      recipient_count: recipients,
    },
    settings: {
      subject_line: subject,
      preview_text: '',
      title: subject,
      from_name: 'Sandbox Venue',
      reply_to: 'hello@example.com',
      use_conversation: false,
      to_name: '*|FNAME|*',
      folder_id: '',
      authenticate: true,
      auto_footer: false,
      inline_css: false,
      auto_tweet: false,
      fb_comments: true,
      timewarp: false,
      template_id: 1000 + (hash % 20),
      drag_and_drop: true,
    },
    tracking: {
      opens: true,
      html_clicks: true,
      text_clicks: false,
      goal_tracking: false,
      ecomm360: false,
      google_analytics: '',
      clicktale: '',
    },
    delivery_status: { enabled: false },
  };
}

/** The report of a campaign that was just sent, before anybody opened it. */
export function newReport(sent: MailchimpObject): MailchimpObject {
  const recipients = sent.recipients as MailchimpObject;
  const settings = sent.settings as MailchimpObject;
  return {
    id: sent.id,
    campaign_title: settings.title,
    type: sent.type,
    list_id: recipients.list_id,
    list_is_active: true,
    list_name: recipients.list_name,
    subject_line: settings.subject_line,
    preview_text: '',
    emails_sent: sent.emails_sent,
    abuse_reports: 0,
    unsubscribed: 0,
    send_time: sent.send_time,
    bounces: { hard_bounces: 0, soft_bounces: 0, syntax_errors: 0 },
    forwards: { forwards_count: 0, forwards_opens: 0 },
    opens: { opens_total: 0, unique_opens: 0, open_rate: 0, last_open: '' },
    clicks: { clicks_total: 0, unique_clicks: 0, unique_subscriber_clicks: 0, click_rate: 0, last_click: '' },
    facebook_likes: { recipient_likes: 0, unique_likes: 0, facebook_likes: 0 },
    list_stats: { sub_rate: 0, unsub_rate: 0, open_rate: 0, click_rate: 0 },
    ecommerce: { total_orders: 0, total_spent: 0, total_revenue: 0, currency_code: 'USD' },
    delivery_status: { enabled: false },
  };
}

export function report(data: Dataset, facts: CampaignFacts, sent: MailchimpObject): MailchimpObject {
  const hash = data.hash('campaign_reports', facts.index, 20);
  const emails = Number(sent.emails_sent);
  const opened = Math.floor((emails * (15 + (hash % 40))) / 100);
  const clicked = Math.floor((opened * (hash % 30)) / 100);
  const last = (salt: number, count: number): string =>
    count > 0
      ? timestamp(
          Math.min(data.createdTo, facts.sentAt + 60 + (data.hash('campaign_reports', facts.index, salt) % 604_800)),
        )
      : '';
  return {
    ...newReport(sent),
    abuse_reports: hash % 41 === 0 ? 1 : 0,
    bounces: {
      hard_bounces: emails >= 100 ? hash % 4 : 0,
      soft_bounces: emails >= 100 ? hash % 3 : 0,
      syntax_errors: 0,
    },
    opens: {
      opens_total: opened + Math.floor(opened / 2),
      unique_opens: opened,
      open_rate: rate(opened, emails),
      last_open: last(21, opened),
    },
    clicks: {
      clicks_total: clicked + Math.floor(clicked / 3),
      unique_clicks: clicked,
      unique_subscriber_clicks: clicked,
      click_rate: rate(clicked, emails),
      last_click: last(22, clicked),
    },
  };
}

/** A share of the mails, as Mailchimp rounds it. */
export const rate = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((part / whole) * 1e6) / 1e6);

/** What the list of campaigns shows of the report. */
export function reportSummary(shown: MailchimpObject): MailchimpObject {
  const opens = shown.opens as Record<string, number>;
  const clicks = shown.clicks as Record<string, number>;
  const ecommerce = shown.ecommerce as Record<string, number>;
  return {
    opens: opens.opens_total,
    unique_opens: opens.unique_opens,
    open_rate: opens.open_rate,
    clicks: clicks.clicks_total,
    subscriber_clicks: clicks.unique_subscriber_clicks,
    click_rate: clicks.click_rate,
    ecommerce: {
      total_orders: ecommerce.total_orders,
      total_spent: ecommerce.total_spent,
      total_revenue: ecommerce.total_revenue,
    },
  };
}

/** Who left, by which campaign. */
export function unsubscribe(campaignIdentifier: string, contact: MailchimpObject, at: number): MailchimpObject {
  return {
    email_id: contact.id,
    email_address: contact.email_address,
    merge_fields: contact.merge_fields,
    vip: contact.vip,
    timestamp: timestamp(at),
    reason: contact.unsubscribe_reason ?? 'None given',
    campaign_id: campaignIdentifier,
    list_id: contact.list_id,
    list_is_active: true,
  };
}
