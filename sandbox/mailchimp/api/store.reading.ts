import { notFound } from '../mailchimp.errors.js';
import { shown } from '../live/live.view.js';
import type { MailchimpObject } from '../mailchimp.stream.js';
import type { ApiCall, ApiHandler } from './api.call.js';
import { listed } from './collection.answer.js';
import { storeOf } from './owned.resource.js';
import { single } from './resource.links.js';

type ShopStream = 'customers' | 'orders' | 'products';

export function listStores(call: ApiCall): unknown {
  const { collection } = call.account.branches('stores')[0]!;
  return listed(call, collection, { field: 'stores', path: 'ecommerce/stores', stream: 'stores' });
}

export function readStore(call: ApiCall): unknown {
  const { id } = storeOf(call);
  return single(call, 'ecommerce/stores', id, call.account.branches('stores')[0]!.collection.find(id)!);
}

/** None of these lists can be asked for what has changed. */
export function listOf(stream: ShopStream): ApiHandler {
  return (call) => {
    const store = storeOf(call);
    const path = `ecommerce/stores/${store.id}/${stream}`;
    const origin = { field: stream, path, stream, more: { store_id: store.id } };
    return listed(call, store[stream], origin, filterOf(stream, call.query));
  };
}

export function readOf(stream: ShopStream): ApiHandler {
  return (call) => {
    const store = storeOf(call);
    const object = store[stream].find(call.path.id!);
    if (!object) throw notFound();
    const path = `ecommerce/stores/${store.id}/${stream}`;
    return single(call, path, String(object.id), shown(call.account, stream, object));
  };
}

function filterOf(stream: ShopStream, query: URLSearchParams): ((object: MailchimpObject) => boolean) | undefined {
  const [email, customer, campaign] = [query.get('email_address'), query.get('customer_id'), query.get('campaign_id')];
  if (stream === 'customers' && email !== null) {
    return (object) => String(object.email_address).toLowerCase() === email.toLowerCase();
  }
  if (stream !== 'orders' || (customer === null && campaign === null)) return undefined;
  return (object) =>
    (customer === null || (object.customer as MailchimpObject).id === customer) &&
    (campaign === null || object.campaign_id === campaign);
}
