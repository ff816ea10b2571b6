import { isName } from '../../kit/event.fields.js';
import { asRecord } from '../../kit/fields.js';
import { elementsOf } from '../../../common/json.elements.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import { batchOf, listText, type PageRow } from '../../kit/page.builder.js';
import type { LeftOut, RecordBatch } from '../../record-batch.js';
import { changeOf } from './mailchimp.dating.js';
import { externalIdOf } from '../shape/mailchimp.external-id.js';
import type { MailchimpObject, MailchimpStream } from './mailchimp.stream.js';

export interface MailchimpPage {
  objects: MailchimpObject[];
  /** How many objects the list has, on all of its pages. */
  total: number;
}

/**
 * The answer to a list. https://mailchimp.com/developer/marketing/docs/methods-parameters/#pagination
 * @throws ProviderProtocolError when the answer is not a list as documented
 */
export function readPage({ body }: Pick<ProviderExchange, 'body'>, collection: string): MailchimpPage {
  const { [collection]: objects, total_items: total } = body;
  if (!Array.isArray(objects) || !Number.isSafeInteger(total)) {
    throw new ProviderProtocolError(`Mailchimp answered a list of ${collection} that is not one`);
  }
  return { objects: objects.map(asRecord), total: Math.max(0, total as number) };
}

/** What of a page is kept. */
export interface KeptObjects {
  /** In the form that Mailchimp sent them, unless they were completed by other calls. */
  objects: readonly MailchimpObject[];
  /** External ids of records that these objects replace, and since when. */
  replaced?: readonly { externalId: string; seconds: number }[];
}

/**
 * Objects of a list as records, each once, with Mailchimp's own text. What nothing identifies is left out.
 * @param owner the parent's name within an external id
 */
export function recordsOf(
  stream: MailchimpStream,
  owner: string | null,
  { objects, replaced = [] }: KeptObjects,
  exchange: ProviderExchange,
): RecordBatch {
  const { name: type, changedAt } = stream;
  const distinct = new Map<string, MailchimpObject>();
  const leftOut: LeftOut[] = [];
  for (const object of objects) {
    const key = stream.keyOf(object);
    const externalId = key === null ? null : externalIdOf({ parent: owner, id: key });
    if (isName(externalId)) distinct.set(externalId, object);
    else leftOut.push({ type, externalId: null, reason: 'no_key' });
  }
  const sequence = changedAt === null ? {} : { sequence: 0 };
  const rows: PageRow[] = [...distinct].map(([externalId, object]) => ({
    type,
    externalId,
    seconds: changeOf(stream, object) ?? exchange.seconds,
    ...sequence,
  }));
  const gone = replaced
    .filter(({ externalId }) => !distinct.has(externalId))
    .map((row): PageRow => ({ type, ...row, ...sequence, deleted: true }));
  const json = jsonOf(stream, [...distinct.values(), ...gone.map(() => ({}))], exchange);
  const batch = batchOf(changedAt === null ? 'read' : 'change', [...rows, ...gone], json);
  return leftOut.length > 0 ? { ...batch, leftOut } : batch;
}

/** As Mailchimp wrote them, wherever they are what it wrote. */
function jsonOf(
  { collection }: MailchimpStream,
  objects: readonly MailchimpObject[],
  exchange: ProviderExchange,
): string {
  const { [collection]: listed } = exchange.body;
  const before = new RegExp(`^\\s*\\{\\s*"${collection}"\\s*:\\s*(?=\\[)`);
  const text = Array.isArray(listed) ? listText(exchange, before, 1) : null;
  if (text === null || !Array.isArray(listed)) return JSON.stringify(objects);
  if (listed.length === objects.length && objects.every((object, at) => object === listed[at])) return text;
  const texts = elementsOf(text);
  const places = new Map(listed.map((object: unknown, at) => [object, at]));
  const pieces = objects.map((object) => texts[places.get(object) ?? -1] ?? JSON.stringify(object));
  return `[${pieces.join(',')}]`;
}
