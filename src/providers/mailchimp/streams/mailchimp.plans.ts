import type { Json } from '../../provider.port.js';
import type { MailchimpSettings } from '../mailchimp.config.js';
import { MailchimpContactPlan } from './mailchimp.contact-plan.js';
import { WHOLE, type WalkPlan } from './mailchimp.plan.js';
import { MailchimpReportPlan, type ReportStreamRules } from './mailchimp.report-plan.js';
import type { MailchimpStream } from './mailchimp.stream.js';

export type PlanSettings = Pick<MailchimpSettings, 'overlapSeconds' | 'activityRecipients' | 'activityPatienceSeconds'>;

const UNSUBSCRIBES: ReportStreamRules = {
  stream: 'unsubscribes',
  numberOf: ({ unsubscribed }) => unsubscribed,
  counts: 'listed',
  inTurn: 25,
};

/** How each stream is walked through. */
export class MailchimpPlans {
  private readonly reportStreams: ReadonlyMap<string, ReportStreamRules>;

  constructor(private readonly settings: PlanSettings) {
    const { activityRecipients, activityPatienceSeconds } = settings;
    const activity: ReportStreamRules = {
      stream: 'email_activity',
      numberOf: (counts) => counts.activity,
      counts: 'kept',
      inTurn: 0,
      patience: ({ sent }) => (sent > activityRecipients ? activityPatienceSeconds : 0),
    };
    this.reportStreams = new Map([UNSUBSCRIBES, activity].map((rules) => [rules.stream, rules]));
  }

  /** To list everything. */
  ofList({ name, more }: MailchimpStream): WalkPlan {
    const rules = this.reportStreams.get(name);
    if (rules) return new MailchimpReportPlan(rules);
    return more ? new MailchimpContactPlan(null) : WHOLE;
  }

  /** To find what has changed. @param since epoch seconds */
  ofChanges({ name }: MailchimpStream, since: number, memory: Json): WalkPlan {
    const rules = this.reportStreams.get(name);
    if (rules) return new MailchimpReportPlan(rules, memory);
    return new MailchimpContactPlan({ from: since - this.settings.overlapSeconds, memory });
  }
}
