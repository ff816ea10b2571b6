import { calendarDate } from '../../kit/fields.js';
import { NOTHING } from '../../kit/push/built.requests.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import type { BuiltRequest, KnownObject, PushIntent } from '../../push.port.js';
import { requireActive, requireOneListed } from './quickbooks.listed.js';
import { markOf, uniqueName } from './quickbooks.names.js';
import { requireCurrency } from './quickbooks.posting.js';
import { creation, sparseUpdate } from './quickbooks.push-requests.js';
import type { PushedEvent } from './quickbooks.pushed-items.js';
import { streamOf } from './quickbooks.push-targets.js';

const stream = streamOf('customer');

/** The customer that the receipts of an event name. @throws HeldBack */
export function buildCustomer(intent: PushIntent, known: KnownObject | null, key: string): BuiltRequest {
  const [item] = itemsOf(intent.items, 'events');
  if (!item) return NOTHING;
  const { id, name, startsAt, timezone } = item.body;
  return build(intent, known, key, { words: [name, calendarDate(startsAt, timezone) ?? ''], events: [item.body], id });
}

/** The customer that the receipts of a venue name. Items say no more of a venue than its id. @throws HeldBack */
export function buildVenueCustomer(intent: PushIntent, known: KnownObject | null, key: string): BuiltRequest {
  const events = itemsOf(intent.items, 'events').map(({ body }) => body);
  const id = intent.subject;
  return events.length === 0 ? NOTHING : build(intent, known, key, { words: [id], events, id });
}

interface Whose {
  words: readonly string[];
  /** It is made once one of them is approved. */
  events: readonly PushedEvent[];
  /** The platform's id of whom it is for. */
  id: string;
}

/** Its currency can never be changed. */
function build(intent: PushIntent, known: KnownObject | null, key: string, { words, events, id }: Whose): BuiltRequest {
  if (known?.origin === 'adopted') return NOTHING;
  const { part: currency, reference, facts } = intent;
  if (!known) requireOneListed(events);
  const content = { DisplayName: uniqueName(words, reference) };
  if (known) requireActive(known);
  if (known) return { kind: 'request', request: sparseUpdate({ stream, key, fields: content, content }, known) };
  requireCurrency(facts, currency);
  const fields = {
    ...content,
    Notes: `${markOf(reference)} ${id}`,
    ...(facts?.multicurrency !== false && { CurrencyRef: { value: currency } }),
  };
  return { kind: 'request', request: creation({ stream, key, fields, content }) };
}
