import type { StreamName } from '../quickbooks.entity.js';

const FIRST: Partial<Record<StreamName, number>> = {
  invoices: 1001,
  sales_receipts: 500_001,
  refund_receipts: 700_001,
  credit_memos: 800_001,
  estimates: 900_001,
};
const ENTRY = 'JE-';

/** The number that a company gives by itself, and that its original transactions have. */
export function companyNumber(stream: StreamName, index: number): string {
  return stream === 'journal_entries' ? `${ENTRY}${index + 1}` : String((FIRST[stream] ?? 1) + index);
}

/** Which original transaction would have this number. */
export function numberedIndex(stream: StreamName, number: string): number | undefined {
  const first = stream === 'journal_entries' ? 1 : FIRST[stream];
  const digits = stream === 'journal_entries' && number.startsWith(ENTRY) ? number.slice(ENTRY.length) : number;
  const index = first === undefined || !/^[1-9]\d{0,8}$/.test(digits) ? -1 : Number(digits) - first;
  return index >= 0 && companyNumber(stream, index) === number ? index : undefined;
}

/** Of the others, a number tells nothing of the place. */
export const isNumbered = (stream: StreamName): boolean => stream === 'journal_entries' || FIRST[stream] !== undefined;
