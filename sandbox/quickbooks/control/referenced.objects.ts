import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import { STREAMS, type QboObject } from '../quickbooks.entity.js';

const MARKER = /\bhub:(\S+)/;
const NOTES = ['PrivateNote', 'Notes', 'Description'];

/** The objects that were added or changed since the company was made, and carry a reference: that of a note, or a number. */
export function* referencedObjects(company: QuickBooksCompany, prefix = '') {
  for (const stream of STREAMS) {
    for (const [, object] of company.store(stream).changed()) {
      const reference = referenceOf(object);
      if (reference?.startsWith(prefix)) yield { reference, stream, id: object.Id, object };
    }
  }
}

function referenceOf(object: QboObject): string | undefined {
  const markers = NOTES.map((name) => MARKER.exec(String(object[name] ?? ''))?.[1]);
  const marker = markers.find((one) => one !== undefined);
  return marker ?? (typeof object.DocNumber === 'string' ? object.DocNumber : undefined);
}
