import { NOTHING } from '../../kit/push/built.requests.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import type { BuiltRequest, KnownObject, PushIntent } from '../../push.port.js';
import { HeldBack } from './quickbooks.held-back.js';
import { requireListed } from './quickbooks.listed.js';
import { uniqueName } from './quickbooks.names.js';
import { creation, sparseUpdate } from './quickbooks.push-requests.js';
import { chosen } from './quickbooks.push-rules.js';
import { streamOf } from './quickbooks.push-targets.js';

const stream = streamOf('item');

/**
 * The item of a ticket type, or of a whole event. It stays active when its event is over: refunds name it, too.
 * @throws HeldBack
 */
export function buildItem(intent: PushIntent, known: KnownObject | null, key: string): BuiltRequest {
  const [item] = itemsOf(intent.items, 'events');
  if (!item || known?.origin === 'adopted') return NOTHING;
  const event = item.body;
  const { part, reference, rules } = intent;
  const type = event.ticketTypes.find(({ id }) => id === part);
  const content = { Name: uniqueName([event.name, ...(type ? [type.name] : [])], reference) };
  if (known) return { kind: 'request', request: sparseUpdate({ stream, key, fields: content, content }, known) };
  requireListed(event);
  const account = chosen(rules, 'item', 'incomeAccount');
  if (account === null) {
    throw HeldBack.waiting('account', 'Choose the income account of items: incomeAccount of the rule item');
  }
  const fields = {
    ...content,
    Sku: skuOf(reference),
    Type: 'Service',
    IncomeAccountRef: { value: account },
    Taxable: false,
  };
  return { kind: 'request', request: creation({ stream, key, fields, content }) };
}

/** By which an item is found even if somebody has given it another name. */
export const skuOf = (reference: string): string => `hub-${reference}`;
