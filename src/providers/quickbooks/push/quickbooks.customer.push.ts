import { calendarDate } from '../../kit/fields.js';
import { NOTHING } from '../../kit/push/built.requests.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import type { BuiltRequest, KnownObject, PushIntent } from '../../push.port.js';
import { requireListed } from './quickbooks.listed.js';
import { markOf, uniqueName } from './quickbooks.names.js';
import { requireCurrency } from './quickbooks.posting.js';
import { creation, sparseUpdate } from './quickbooks.push-requests.js';
import { streamOf } from './quickbooks.push-targets.js';

const stream = streamOf('customer');

/** The customer that the receipts of an event name. Its currency can never be changed. @throws HeldBack */
export function buildCustomer(intent: PushIntent, known: KnownObject | null, key: string): BuiltRequest {
  const [item] = itemsOf(intent.items, 'events');
  if (!item || known?.origin === 'adopted') return NOTHING;
  const event = item.body;
  const { part: currency, reference, facts } = intent;
  if (!known) requireListed(event);
  const day = calendarDate(event.startsAt, event.timezone) ?? '';
  const content = { DisplayName: uniqueName([event.name, day], reference) };
  if (known) return { kind: 'request', request: sparseUpdate({ stream, key, fields: content, content }, known) };
  requireCurrency(facts, currency);
  const fields = {
    ...content,
    Notes: `${markOf(reference)} ${event.id}`,
    ...(facts?.multicurrency !== false && { CurrencyRef: { value: currency } }),
  };
  return { kind: 'request', request: creation({ stream, key, fields, content }) };
}
