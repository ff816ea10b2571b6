import { asRecord, text } from '../../kit/fields.js';
import { nameOf, type AccountFacts, type PushIntent, type TargetKey } from '../../push.port.js';
import type { QuickBooksAccess } from '../api/quickbooks.access.js';
import { HeldBack } from './quickbooks.held-back.js';
import { postedAmounts } from './quickbooks.posted.js';
import type { QuickBooksPushLookup } from './quickbooks.push-lookup.js';

/** What is known of the refund receipt that a journal entry takes back. Absent: it was not asked for. */
const TAKEN_BACK = 'takenBack';

interface TakenBack {
  total: string;
  /** `null`: the company has only one. */
  currency: string | null;
  /** That the refund was paid from. A person may have moved it, and another one may be chosen by now. */
  accountId: string | null;
}

/** The refund that a journal entry takes back. */
export const refundOf = (subject: string): TargetKey => ({ target: 'refund', subject, part: '' });

/** Reads the refund receipt as it is in the books now. Few refunds fail, so that takes few reads. */
export async function readTakenBack(
  lookup: Pick<QuickBooksPushLookup, 'read'>,
  access: QuickBooksAccess,
  { target, subject, links }: PushIntent,
  signal: AbortSignal,
): Promise<AccountFacts> {
  const id = links.get(nameOf(refundOf(subject)));
  if (target !== 'journal' || id === undefined) return {};
  const known = await lookup.read(access, 'refund', id, signal);
  if (!known?.object) return { [TAKEN_BACK]: null };
  const { object } = known;
  const accountId = text(asRecord(object.DepositToAccountRef).value);
  const { total, currency } = postedAmounts(object, '');
  return { [TAKEN_BACK]: { total, currency: currency || null, accountId } };
}

/**
 * An entry takes back exactly what is in the books.
 * @returns the account that the refund was paid from. `null`: that is not known
 * @throws HeldBack where a person has deleted the refund receipt, or it says something else than the refund
 */
export function accountTakenFrom(
  facts: AccountFacts | undefined,
  refundId: string,
  wanted: { total: string; currency: string },
): string | null {
  const taken = facts?.[TAKEN_BACK] as TakenBack | null | undefined;
  if (taken === undefined) return null;
  if (taken === null) {
    const message = `The refund receipt ${refundId} was deleted there, so there is nothing to take back`;
    throw HeldBack.waiting('object_gone', message);
  }
  const { total, accountId } = taken;
  const currency = taken.currency ?? wanted.currency;
  if (total === wanted.total && currency === wanted.currency) return accountId;
  const message = `The refund receipt ${refundId} says ${total} ${currency}, and the refund that has failed is ${wanted.total} ${wanted.currency}: correct the books there, then leave this out`;
  throw HeldBack.dead('amount_changed', message);
}
