import { keyOf, type MailchimpObject, type StreamName } from '../mailchimp.stream.js';
import { shown } from '../live/live.view.js';
import type { ObjectCollection } from '../live/object.collection.js';
import type { ApiCall } from './api.call.js';
import { pageBounds } from './query.parameters.js';
import { collectionLinks, cutTags, linksOf } from './resource.links.js';

interface Page {
  /** The field the objects are in, such as `members`. */
  field: string;
  /** The path of the collection, such as `lists/a1b2/members`. */
  path: string;
  stream: StreamName;
  objects: readonly MailchimpObject[];
  total: number;
  /** Other fields of the answer, such as `list_id`. */
  more?: MailchimpObject;
}

/** The envelope of every list: the objects, their number without paging, and links unless the request excludes them. */
export function collectionAnswer(call: ApiCall, page: Page): MailchimpObject {
  const { field, path, stream } = page;
  const wanted = call.selection.wants(`${field}._links`);
  const items = page.objects.map((object) => {
    const now = cutTags(shown(call.account, stream, object));
    return wanted ? { ...now, _links: linksOf(call, path, keyOf(stream, object)) } : now;
  });
  return {
    [field]: items,
    ...page.more,
    total_items: page.total,
    ...(call.selection.wants('_links') ? { _links: collectionLinks(call, path) } : {}),
  };
}

type Origin = Omit<Page, 'objects' | 'total'>;

/** A page in the order of creation. With a filter everything is looked at, since nothing is known beforehand. */
export function listed(
  call: ApiCall,
  collection: ObjectCollection,
  origin: Origin,
  filter?: (object: MailchimpObject) => boolean,
): MailchimpObject {
  const { offset, count } = pageBounds(call.query);
  if (filter) {
    const matching = [...collection.live()].filter(filter);
    const objects = matching.slice(offset, offset + count);
    return collectionAnswer(call, { ...origin, objects, total: matching.length });
  }
  const order = collection.order();
  const objects: MailchimpObject[] = [];
  for (let place = offset; place < Math.min(order.length, offset + count); place += 1) {
    objects.push(collection.at(order.indexAt(place))!);
  }
  return collectionAnswer(call, { ...origin, objects, total: order.length });
}
