import type { Json } from '../../provider.port.js';
import { MailchimpContactPlan } from './mailchimp.contact-plan.js';
import { WHOLE, type WalkPlan } from './mailchimp.plan.js';
import { MailchimpReportPlan, type ReportStreamRules } from './mailchimp.report-plan.js';
import type { MailchimpStream } from './mailchimp.stream.js';

/** A mail to more people than this has what they did with it listed only so often: it costs a request for a thousand. */
const MANY_RECIPIENTS = 20_000;
const PATIENCE_SECONDS = 6 * 3_600;

const REPORT_STREAMS: Readonly<Record<string, ReportStreamRules>> = {
  unsubscribes: {
    stream: 'unsubscribes',
    numberOf: ({ unsubscribed }) => unsubscribed,
    counts: 'listed',
    inTurn: 25,
  },
  email_activity: {
    stream: 'email_activity',
    numberOf: ({ activity }) => activity,
    counts: 'kept',
    inTurn: 0,
    patience: ({ sent }) => (sent > MANY_RECIPIENTS ? PATIENCE_SECONDS : 0),
  },
};

/** How a stream is listed whole. */
export function planOfList({ name, more }: MailchimpStream): WalkPlan {
  const rules = REPORT_STREAMS[name];
  if (rules) return new MailchimpReportPlan(rules);
  return more ? new MailchimpContactPlan(null) : WHOLE;
}

/** How what changed in a stream is found. @param from epoch seconds */
export function planOfChanges({ name }: MailchimpStream, from: number, memory: Json): WalkPlan {
  const rules = REPORT_STREAMS[name];
  return rules ? new MailchimpReportPlan(rules, memory) : new MailchimpContactPlan({ from, memory });
}
