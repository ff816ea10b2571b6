import { minorUnits } from '../dataset/money.facts.js';
import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import { SHAPES, STREAMS, type QboObject, type StreamName } from '../quickbooks.entity.js';

type Sums = Partial<Record<StreamName, Record<string, number>>>;

/** What transactions total, by currency, in minor units, over what is live now. */
export async function companySums(company: QuickBooksCompany): Promise<Sums> {
  const report: Sums = {};
  for (const stream of STREAMS) {
    if (SHAPES[stream].kind !== 'transaction') continue;
    const sums: Record<string, number> = {};
    let read = 0;
    for (const object of company.store(stream).newestFirst()) {
      const currency = (object.CurrencyRef as { value: string }).value;
      sums[currency] = (sums[currency] ?? 0) + minorUnits(object.TotalAmt, currency);
      read += 1;
      if (read % 2000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    report[stream] = sums;
  }
  return report;
}

/** Every live object as NDJSON, in pieces that leave room for other requests. */
export function* objectLines(company: QuickBooksCompany, stream: StreamName): Generator<string> {
  let piece: string[] = [];
  for (const object of company.store(stream).newestFirst()) {
    piece.push(line(object));
    if (piece.length === 200) {
      yield `${piece.join('\n')}\n`;
      piece = [];
    }
  }
  if (piece.length > 0) yield `${piece.join('\n')}\n`;
}

function line(object: QboObject): string {
  return JSON.stringify({ id: object.Id, object });
}
