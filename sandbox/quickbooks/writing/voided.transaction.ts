import { SHAPES, type QboObject, type StreamName } from '../quickbooks.entity.js';
import { unsupportedOperation } from '../quickbooks.fault.js';

type Fields = Record<string, unknown>;

const VOIDABLE: ReadonlySet<StreamName> = new Set(['invoices', 'payments', 'sales_receipts']);

/** A voided transaction keeps its number and its lines; every amount is zero and nothing is linked any more. */
export function voided(stream: StreamName, object: QboObject): Fields {
  if (!VOIDABLE.has(stream)) throw unsupportedOperation(`void ${SHAPES[stream].entity}`);
  const home = object.HomeTotalAmt === undefined ? {} : { HomeTotalAmt: 0 };
  const nothing = { TotalAmt: 0, ...home, PrivateNote: 'Voided', LinkedTxn: [] };
  if (stream === 'payments') return { ...object, ...nothing, UnappliedAmt: 0, Line: [] };
  const lines = (object.Line as Fields[]).map((line) => ({ ...line, Amount: 0, ...emptied(line) }));
  const tax = { ...(object.TxnTaxDetail as Fields), TotalTax: 0 };
  return { ...object, ...nothing, Balance: 0, Line: lines, TxnTaxDetail: tax };
}

function emptied(line: Fields): Fields {
  if (line.DetailType !== 'SalesItemLineDetail') return {};
  return { SalesItemLineDetail: { ...(line.SalesItemLineDetail as Fields), Qty: 0, UnitPrice: 0 } };
}
