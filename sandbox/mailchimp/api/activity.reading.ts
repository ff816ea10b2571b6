import { activityOf } from '../dataset/activity.objects.js';
import { seconds } from '../dataset/dataset.js';
import { notFound } from '../mailchimp.errors.js';
import type { MailchimpObject } from '../mailchimp.stream.js';
import type { ApiCall } from './api.call.js';
import { collectionAnswer } from './collection.answer.js';
import { reportIndexOf } from './owned.resource.js';
import { pageBounds, timeParameter } from './query.parameters.js';
import { single } from './resource.links.js';

/** Recipients who have done nothing are listed as well: of a campaign, so many of them are shown. */
const IDLE = 3;

/** With `since`, only what was done after it is shown, and only of those who did something. */
export function listEmailActivity(call: ApiCall): unknown {
  const campaign = campaignOf(call);
  const since = timeParameter(call.query, 'since');
  const all = [...call.account.activity.get(campaign)!.live()];
  const shown = since === undefined ? [...all, ...idle(call, campaign)] : all.flatMap((row) => after(row, since));
  const { offset, count } = pageBounds(call.query);
  return collectionAnswer(call, {
    field: 'emails',
    path: `reports/${campaign}/email-activity`,
    stream: 'email_activity',
    objects: shown.slice(offset, offset + count),
    total: shown.length,
    more: { campaign_id: campaign },
  });
}

export function readEmailActivity(call: ApiCall): unknown {
  const campaign = campaignOf(call);
  const hash = call.path.subscriber_hash!;
  const row =
    call.account.activity.get(campaign)!.find(hash) ?? idle(call, campaign).find((one) => one.email_id === hash);
  if (!row) throw notFound();
  return single(call, `reports/${campaign}/email-activity`, hash, row);
}

function campaignOf(call: ApiCall): string {
  return String(call.account.reports.at(reportIndexOf(call))!.id);
}

function idle(call: ApiCall, campaign: string): MailchimpObject[] {
  const listId = String(call.account.reports.find(campaign)!.list_id);
  return Array.from({ length: IDLE }, (_, at) =>
    activityOf({ campaign, listId, email: `idle.${at}@example.org`, activity: [] }),
  );
}

function after(row: MailchimpObject, since: number): MailchimpObject[] {
  const activity = (row.activity as MailchimpObject[]).filter(({ timestamp }) => seconds(timestamp) > since);
  return activity.length > 0 ? [{ ...row, activity }] : [];
}
