import { ProviderProtocolError } from '../../provider.errors.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import { batchOf, listText } from '../../kit/page.builder.js';
import type { RecordBatch } from '../../record-batch.js';
import { changeOf } from './mailchimp.dating.js';
import { externalIdOf } from '../shape/mailchimp.external-id.js';
import type { MailchimpObject, MailchimpStream } from './mailchimp.streams.js';

export interface MailchimpPage {
  objects: MailchimpObject[];
  /** How many objects the list has, on all of its pages. */
  total: number;
}

/**
 * The answer to a list. https://mailchimp.com/developer/marketing/docs/methods-parameters/#pagination
 * @param key the field that names an object
 * @throws ProviderProtocolError when the answer is not a list as documented
 */
export function readPage({ body }: ProviderExchange, collection: string, key: string): MailchimpPage {
  const { [collection]: objects, total_items: total } = body;
  const isKeyed = (value: unknown) =>
    typeof value === 'object' && value !== null && isKey((value as MailchimpObject)[key]);
  if (!Array.isArray(objects) || !objects.every(isKeyed) || !Number.isSafeInteger(total)) {
    throw new ProviderProtocolError(`Mailchimp answered a list of ${collection} that is not one`);
  }
  return { objects: objects as MailchimpObject[], total: Math.max(0, total as number) };
}

/** Segments are numbered, everything else is named. */
function isKey(value: unknown): boolean {
  return (typeof value === 'string' && value !== '') || Number.isSafeInteger(value);
}

/** Objects of a list as records, each once, with Mailchimp's own text. */
export function recordsOf(
  stream: MailchimpStream,
  parent: string | null,
  objects: readonly MailchimpObject[],
  exchange: ProviderExchange,
): RecordBatch {
  const { name: type, collection, changedAt } = stream;
  const distinct = new Map(objects.map((object) => [externalIdOf({ parent, id: String(object[stream.key]) }), object]));
  const rows = [...distinct].map(([externalId, object]) => ({
    type,
    externalId,
    seconds: changeOf(stream, object) ?? exchange.seconds,
    ...(changedAt !== null && { sequence: 0 }),
  }));
  const { [collection]: listed } = exchange.body;
  const isWhole = Array.isArray(listed) && listed.length === rows.length;
  const before = new RegExp(`^\\s*\\{\\s*"${collection}"\\s*:\\s*(?=\\[)`);
  const json = isWhole ? listText(exchange, before, 1) : null;
  return batchOf(changedAt === null ? 'read' : 'change', rows, json ?? JSON.stringify([...distinct.values()]));
}
