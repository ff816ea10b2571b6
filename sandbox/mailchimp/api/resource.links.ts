import type { MailchimpObject } from '../mailchimp.stream.js';
import type { ApiCall } from './api.call.js';

interface Link {
  rel: string;
  href: string;
  method: string;
}

/** What can be done with a single object besides reading it, by the last fixed part of its path. */
const ACTIONS: Record<string, readonly (readonly [rel: string, method: string, path: string])[]> = {
  members: [
    ['update', 'PATCH', ''],
    ['upsert', 'PUT', ''],
    ['delete', 'DELETE', ''],
    ['activity', 'GET', '/activity'],
    ['goals', 'GET', '/goals'],
    ['notes', 'GET', '/notes'],
    ['events', 'POST', '/events'],
    ['delete_permanent', 'POST', '/actions/delete-permanent'],
  ],
  campaigns: [['delete', 'DELETE', '']],
  webhooks: [
    ['update', 'PATCH', ''],
    ['delete', 'DELETE', ''],
  ],
};

/** `_links` of an object in the collection with this path, such as `lists/a1b2/members`. */
export function linksOf(call: ApiCall, collection: string, id: string): Link[] {
  const root = apiRoot(call);
  const self = `${root}/${collection}/${id}`;
  const actions = ACTIONS[collection.slice(collection.lastIndexOf('/') + 1)] ?? [];
  return [
    { rel: 'self', href: self, method: 'GET' },
    { rel: 'parent', href: `${root}/${collection}`, method: 'GET' },
    ...actions.map(([rel, method, path]) => ({ rel, href: self + path, method })),
  ];
}

export function collectionLinks(call: ApiCall, collection: string): Link[] {
  return [{ rel: 'self', href: `${apiRoot(call)}/${collection}`, method: 'GET' }];
}

/** Links name the data centre, whatever host was asked. */
function apiRoot(call: ApiCall): string {
  return `https://${call.account.dataCentre}.api.mailchimp.com/3.0`;
}

/** A contact shows so many of its tags at most, and says how many there are. */
const MOST_TAGS = 50;

export function cutTags(object: MailchimpObject): MailchimpObject {
  const { tags } = object;
  return Array.isArray(tags) && tags.length > MOST_TAGS ? { ...object, tags: tags.slice(0, MOST_TAGS) } : object;
}

/** An object with its links, unless the request excludes them. */
export function single(call: ApiCall, collection: string, id: string, object: MailchimpObject): MailchimpObject {
  const shown = cutTags(object);
  return call.selection.wants('_links') ? { ...shown, _links: linksOf(call, collection, id) } : shown;
}
