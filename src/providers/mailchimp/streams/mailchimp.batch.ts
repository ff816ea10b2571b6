import type { ProviderExchange } from '../../kit/http/provider.exchange.js';
import type { RecordBatch } from '../../record-batch.js';
import { externalIdOf } from '../shape/mailchimp.external-id.js';
import { objectsText } from './mailchimp.page.js';
import type { MailchimpObject, MailchimpStream } from './mailchimp.streams.js';

/** Objects of a list as records, each once, with Mailchimp's own text. */
export function recordsOf(
  stream: MailchimpStream,
  parent: string | null,
  objects: readonly MailchimpObject[],
  exchange: ProviderExchange,
): RecordBatch {
  const distinct = new Map(objects.map((object) => [externalIdOf({ parent, id: String(object[stream.key]) }), object]));
  const rows = [...distinct.values()];
  const isWhole = Array.isArray(exchange.body[stream.collection])
    ? (exchange.body[stream.collection] as unknown[]).length === rows.length
    : false;
  const seconds = rows.map((object) => changeOf(stream, object) ?? exchange.seconds);
  return {
    types: Array<string>(rows.length).fill(stream.name),
    externalIds: [...distinct.keys()],
    dating: stream.changedAt === null ? 'read' : 'change',
    seconds,
    ...(stream.changedAt !== null && { sequences: Array<number>(rows.length).fill(0) }),
    deleted: Array<boolean>(rows.length).fill(false),
    json: (isWhole ? objectsText(exchange, stream.collection) : null) ?? JSON.stringify(rows),
  };
}

/** Epoch seconds of an object's last change; `null`: it does not say. */
export function changeOf({ changedAt }: MailchimpStream, object: MailchimpObject): number | null {
  if (changedAt === null) return null;
  const seconds = Math.floor(Date.parse(String(object[changedAt])) / 1000);
  return Number.isSafeInteger(seconds) && seconds >= 0 ? seconds : null;
}
