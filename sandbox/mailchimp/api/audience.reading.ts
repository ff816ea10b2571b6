import { seconds } from '../dataset/dataset.js';
import { notFound } from '../mailchimp.errors.js';
import { shown } from '../live/live.view.js';
import type { MailchimpObject } from '../mailchimp.stream.js';
import type { ApiCall } from './api.call.js';
import { collectionAnswer, listed } from './collection.answer.js';
import { audienceOf } from './owned.resource.js';
import { descending, oneOf, pageBounds } from './query.parameters.js';
import { single } from './resource.links.js';
import { inWindow, windowOf } from './time.window.js';

export function listAudiences(call: ApiCall): unknown {
  const { account, query } = call;
  const created = windowOf(query, 'date_created');
  const sent = windowOf(query, 'campaign_last_sent');
  const sorted = oneOf(query, 'sort_field', ['date_created'] as const) !== undefined;
  const collection = account.branches('audiences')[0]!.collection;
  const email = query.get('email');
  const matching = [...collection.live()].filter((audience) => {
    const owner = account.audiences.get(String(audience.id))!;
    if (email !== null && owner.indexOf(email) === undefined) return false;
    return inWindow(seconds(audience.date_created), created) && inWindow(owner.lastSentAt, sent);
  });
  if (sorted && descending(query)) matching.reverse();
  const { offset, count } = pageBounds(query);
  const answer = collectionAnswer(call, {
    field: 'lists',
    path: 'lists',
    stream: 'audiences',
    objects: matching.slice(offset, offset + count),
    total: matching.length,
    more: {
      constraints: { may_create: true, max_instances: 500, current_total_instances: collection.liveCount },
    },
  });
  for (const audience of answer.lists as MailchimpObject[]) addTotal(call, audience);
  return answer;
}

export function readAudience(call: ApiCall): unknown {
  const audience = audienceOf(call);
  const object = call.account.branches('audiences')[0]!.collection.find(audience.id)!;
  return single(call, 'lists', audience.id, addTotal(call, shown(call.account, 'audiences', object)));
}

/** All contacts, archived ones included, are counted only on request. */
function addTotal(call: ApiCall, audience: MailchimpObject): MailchimpObject {
  if (call.query.get('include_total_contacts') === 'true') {
    const { contacts } = call.account.audiences.get(String(audience.id))!;
    (audience.stats as MailchimpObject).total_contacts = contacts.liveCount;
  }
  return audience;
}

export function listSegments(call: ApiCall): unknown {
  const audience = audienceOf(call);
  const { query } = call;
  const type = oneOf(query, 'type', ['static', 'saved', 'fuzzy'] as const);
  const created = windowOf(query, 'created_at');
  const updated = windowOf(query, 'updated_at');
  const origin = { field: 'segments', path: `lists/${audience.id}/segments`, stream: 'segments' } as const;
  const filter = (segment: MailchimpObject): boolean =>
    (type === undefined || segment.type === type) &&
    inWindow(seconds(segment.created_at), created) &&
    inWindow(seconds(segment.updated_at), updated);
  return listed(call, audience.segments, { ...origin, more: { list_id: audience.id } }, filter);
}

export function readSegment(call: ApiCall): unknown {
  const audience = audienceOf(call);
  const segment = audience.segments.find(call.path.segment_id!);
  if (!segment) throw notFound();
  return single(call, `lists/${audience.id}/segments`, String(segment.id), segment);
}
