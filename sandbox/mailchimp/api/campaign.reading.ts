import { seconds } from '../dataset/dataset.js';
import { notFound } from '../mailchimp.errors.js';
import { shown } from '../live/live.view.js';
import type { MailchimpObject, StreamName } from '../mailchimp.stream.js';
import type { ApiCall } from './api.call.js';
import { collectionAnswer, listed } from './collection.answer.js';
import { campaignIndexOf, reportIndexOf } from './owned.resource.js';
import { descending, oneOf, pageBounds } from './query.parameters.js';
import { single } from './resource.links.js';
import { inWindow, windowOf } from './time.window.js';

const STATUSES = ['save', 'paused', 'schedule', 'sending', 'sent', 'canceled', 'canceling', 'archived'] as const;

export function listCampaigns(call: ApiCall): unknown {
  const { query, account } = call;
  const sent = windowOf(query, 'send_time');
  const created = windowOf(query, 'create_time');
  const status = oneOf(query, 'status', STATUSES);
  const [type, listId] = [query.get('type'), query.get('list_id')];
  const field = oneOf(query, 'sort_field', ['create_time', 'send_time'] as const) ?? 'create_time';
  const matching = [...account.campaigns.live()].filter(
    (campaign) =>
      (status === undefined || campaign.status === status) &&
      (type === null || campaign.type === type) &&
      (listId === null || (campaign.recipients as MailchimpObject).list_id === listId) &&
      inWindow(seconds(campaign.create_time), created) &&
      inWindow(seconds(campaign.send_time), sent),
  );
  return newestFirst(call, matching, { field: 'campaigns', path: 'campaigns', stream: 'campaigns' }, field);
}

export function readCampaign(call: ApiCall): unknown {
  const campaign = call.account.campaigns.at(campaignIndexOf(call))!;
  return single(call, 'campaigns', String(campaign.id), shown(call.account, 'campaigns', campaign));
}

export function deleteCampaign(call: ApiCall): null {
  call.world.journal.removeCampaign(call.account, campaignIndexOf(call));
  return null;
}

export function listReports(call: ApiCall): unknown {
  const { query, account } = call;
  const sent = windowOf(query, 'send_time');
  const type = query.get('type');
  const matching = [...account.reports.live()].filter(
    (report) => (type === null || report.type === type) && inWindow(seconds(report.send_time), sent),
  );
  return newestFirst(call, matching, { field: 'reports', path: 'reports', stream: 'campaign_reports' }, 'send_time');
}

export function readReport(call: ApiCall): unknown {
  const report = call.account.reports.at(reportIndexOf(call))!;
  return single(call, 'reports', String(report.id), shown(call.account, 'campaign_reports', report));
}

export function listUnsubscribes(call: ApiCall): unknown {
  const campaign = String(call.account.reports.at(reportIndexOf(call))!.id);
  const path = `reports/${campaign}/unsubscribed`;
  const origin = { field: 'unsubscribes', path, stream: 'unsubscribes', more: { campaign_id: campaign } } as const;
  return listed(call, call.account.unsubscribes.get(campaign)!, origin);
}

export function readUnsubscribe(call: ApiCall): unknown {
  const campaign = String(call.account.reports.at(reportIndexOf(call))!.id);
  const record = call.account.unsubscribes.get(campaign)!.find(call.path.subscriber_hash!);
  if (!record) throw notFound();
  return single(call, `reports/${campaign}/unsubscribed`, String(record.email_id), record);
}

/** Both lists show the newest first unless asked otherwise, so a new campaign moves every page. */
function newestFirst(
  call: ApiCall,
  matching: MailchimpObject[],
  origin: { field: string; path: string; stream: StreamName },
  sortField: string,
): unknown {
  const sign = descending(call.query, true) ? -1 : 1;
  const sorted = matching
    .map((object) => ({ object, time: seconds(object[sortField]) }))
    .sort(
      (one, other) =>
        sign * (one.time - other.time || (one.object.web_id as number) - (other.object.web_id as number) || 0),
    );
  const { offset, count } = pageBounds(call.query);
  const objects = sorted.slice(offset, offset + count).map(({ object }) => object);
  return collectionAnswer(call, { ...origin, objects, total: matching.length });
}
