import type { QboObject, StreamName } from '../quickbooks.entity.js';
import { decimal, homeAmount, minorOf } from '../dataset/money.facts.js';
import type { Change, ChangeJournal } from './change.journal.js';
import { LINKABLE } from './deposit.links.js';
import type { EntityOperation } from './entity.event.js';
import type { QuickBooksCompany } from './quickbooks.company.js';
import { reassigned } from './party.reassignment.js';
import {
  appliedAmounts,
  contribution,
  currencyOf,
  linesOf,
  settled,
  unappliedPayment,
  withBalance,
  withoutBill,
  type Link,
} from './settlement.effects.js';

type Fields = Record<string, unknown>;

interface Settlement {
  /** What is settled, and how a payment's lines call it. */
  stream: 'invoices' | 'bills';
  linked: string;
  /** How what is settled calls the payment. */
  as: string;
}

const SETTLING: Partial<Record<StreamName, Settlement>> = {
  payments: { stream: 'invoices', linked: 'Invoice', as: 'Payment' },
  bill_payments: { stream: 'bills', linked: 'Bill', as: 'BillPaymentCheck' },
};

const DEPOSITABLE: ReadonlySet<StreamName> = new Set(Object.values(LINKABLE));

/**
 * Makes a change together with what follows from it, so that the books stay right: a payment lowers the balance of its
 * invoice, an invoice raises that of its customer. The first change of a result is the one that was asked for.
 */
export class Bookkeeper {
  constructor(private readonly journal: ChangeJournal) {}

  create(company: QuickBooksCompany, stream: StreamName, fields: Fields, at = this.journal.now()): Change[] {
    const change = this.journal.create(company, stream, fields, at);
    return [change, ...this.follow(company, stream, null, change.object, at)];
  }

  update(
    company: QuickBooksCompany,
    stream: StreamName,
    before: QboObject,
    fields: Fields,
    at = this.journal.now(),
    operation?: EntityOperation,
  ): Change[] {
    const change = this.journal.replace(company, stream, before, fields, at, operation);
    return [change, ...this.follow(company, stream, before, change.object, at)];
  }

  remove(company: QuickBooksCompany, stream: StreamName, before: QboObject, at = this.journal.now()): Change[] {
    const change = this.journal.remove(company, stream, before, at);
    return [change, ...this.follow(company, stream, before, null, at)];
  }

  /** The loser's transactions become the winner's. */
  merge(
    company: QuickBooksCompany,
    stream: 'customers' | 'vendors',
    loser: QboObject,
    winner: QboObject,
    at = this.journal.now(),
  ): Change[] {
    const changes = [this.journal.merge(company, stream, loser, winner, at)];
    for (const move of reassigned(company, stream, loser, winner)) {
      changes.push(...this.quietly(company, move.stream, move.before, move.fields, at));
    }
    return changes;
  }

  private follow(
    company: QuickBooksCompany,
    stream: StreamName,
    before: QboObject | null,
    after: QboObject | null,
    at: number,
  ): Change[] {
    return [
      ...(SETTLING[stream] ? this.settle(company, SETTLING[stream], before, after, at) : []),
      ...(DEPOSITABLE.has(stream) && !after ? this.leaveDeposit(company, before!, at) : []),
      ...(stream === 'invoices' && before ? this.releasePayments(company, before, after, at) : []),
      ...(stream === 'bills' && before && !after ? this.releaseBillPayments(company, before, at) : []),
      ...this.balanceParties(company, stream, before, after, at),
    ];
  }

  /** An update that follows from another one: of links nothing more follows, of balances it does. */
  private quietly(company: QuickBooksCompany, stream: StreamName, before: QboObject, fields: Fields, at: number) {
    const change = this.journal.replace(company, stream, before, fields, at);
    return [change, ...this.balanceParties(company, stream, before, change.object, at)];
  }

  private settle(
    company: QuickBooksCompany,
    { stream, linked, as }: Settlement,
    before: QboObject | null,
    after: QboObject | null,
    at: number,
  ): Change[] {
    const former = appliedAmounts(before, linked);
    const current = appliedAmounts(after, linked);
    const changes: Change[] = [];
    for (const id of new Set([...former.keys(), ...current.keys()])) {
      const delta = (current.get(id) ?? 0) - (former.get(id) ?? 0);
      const invoice = company.store(stream).find(id);
      if (!invoice || (delta === 0 && before && after)) continue;
      const fields = settled(invoice, { id: (after ?? before)!.Id, type: as }, delta, current.has(id));
      changes.push(...this.quietly(company, stream, invoice, fields, at));
    }
    return changes;
  }

  private releasePayments(
    company: QuickBooksCompany,
    before: QboObject,
    after: QboObject | null,
    at: number,
  ): Change[] {
    const kept = new Set(((after?.LinkedTxn as Link[] | undefined) ?? []).map((link) => link.TxnId));
    const changes: Change[] = [];
    for (const link of (before.LinkedTxn as Link[] | undefined) ?? []) {
      const payment = kept.has(link.TxnId) ? null : company.store('payments').find(link.TxnId);
      if (!payment) continue;
      changes.push(...this.quietly(company, 'payments', payment, unappliedPayment(payment, before.Id), at));
    }
    return changes;
  }

  private releaseBillPayments(company: QuickBooksCompany, bill: QboObject, at: number): Change[] {
    return ((bill.LinkedTxn as Link[] | undefined) ?? []).flatMap(({ TxnId }) => {
      const payment = company.store('bill_payments').find(TxnId);
      return payment ? this.quietly(company, 'bill_payments', payment, withoutBill(payment, bill.Id), at) : [];
    });
  }

  /** Only a control call deletes what was deposited; the API refuses. */
  private leaveDeposit(company: QuickBooksCompany, { Id }: QboObject, at: number): Change[] {
    const deposit = company.depositOf(Id);
    if (!deposit) return [];
    const lines = linesOf(deposit).filter((line) => !line.LinkedTxn?.some((link) => link.TxnId === Id));
    const currency = currencyOf(deposit);
    const total = lines.reduce((sum, line) => sum + minorOf(line.Amount, currency), 0n);
    const amounts = { TotalAmt: decimal(total, currency), HomeTotalAmt: homeAmount(total, currency) };
    const fields = { ...deposit, Line: lines, ...amounts };
    return [this.journal.replace(company, 'deposits', deposit, fields, at)];
  }

  private balanceParties(
    company: QuickBooksCompany,
    stream: StreamName,
    before: QboObject | null,
    after: QboObject | null,
    at: number,
  ): Change[] {
    const former = contribution(stream, before);
    const current = contribution(stream, after);
    const party = (former ?? current)?.party;
    if (!party) return [];
    const deltas = new Map<string, number>();
    if (former) deltas.set(former.id, -former.amount);
    if (current) deltas.set(current.id, (deltas.get(current.id) ?? 0) + current.amount);
    const changes: Change[] = [];
    for (const [id, delta] of deltas) {
      const object = delta === 0 ? null : company.store(party).find(id);
      if (object) changes.push(this.journal.replace(company, party, object, withBalance(object, delta), at));
    }
    return changes;
  }
}
