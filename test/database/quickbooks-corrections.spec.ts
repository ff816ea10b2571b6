import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { ControlClient } from '../../demo/clients/control.client.js';
import { createHubDatabases, type HubDatabases } from '../support/hub.databases.js';
import { postTo, type Books } from '../support/quickbooks.books.js';
import { Companies } from '../support/quickbooks.companies.js';
import { at, event, refund, sale } from '../support/quickbooks.payments.js';

if (!process.env.SPEC_LOG) Logger.overrideLogger(false);

/** As much of an object as is looked at here. */
interface Document {
  Id: string;
  SyncToken: string;
  TotalAmt: unknown;
  AccountType: string;
  PrivateNote: string;
  Name: string;
  DepositToAccountRef: { value: string };
  Line: { JournalEntryLineDetail: { PostingType: string; AccountRef: { value: string } } }[];
}

const LINE = sale(1).lines[0]!;

describe('A correction of what is in the books', () => {
  let data: HubDatabases;
  let companies: Companies;
  let control: ControlClient;
  let books: Books;

  beforeAll(async () => {
    companies = await Companies.start();
    ({ control } = companies);
    data = await createHubDatabases(1);
  });
  afterAll(async () => {
    await data?.drop();
    await companies?.stop();
  });
  beforeEach(async () => {
    const account = await companies.open();
    books = await postTo({ source: data.sources[0]!, url: companies.url, account, tenantId: randomUUID() });
    await push('events', event);
    await push('payments', sale(1));
    await push('payments', refund(1));
  });
  afterEach(() => books?.hub.stop());

  /** Pushes an item, and waits until nothing of it is to be sent any more. */
  async function push(entity: 'events' | 'payments', item: object) {
    const { hub, tenantId } = books;
    await hub.push(tenantId, entity, [item]);
    await settle();
  }
  const settle = () => books.hub.settle(books.tenantId, 30_000);
  const state = async (name: string) =>
    (await books.hub.states(books.tenantId)).find((target) => target.name === name)?.state;
  const objects = (stream: string) => companies.objects<Document>(books.account, stream);
  const totals = async (stream: string) => (await objects(stream)).map(({ TotalAmt }) => Number(TotalAmt));
  const decide = (...of: Parameters<Books['decide']>) => books.decide(...of);
  /** What a person does to a document. */
  async function edit(stream: string, path: string, fields: object) {
    const [document] = (await objects(stream)) as [Document];
    const { Id, SyncToken } = document;
    await companies.byHand(books.account, path, { Id, SyncToken, sparse: true, ...fields });
  }

  it.each<[string, object]>([
    ['nothing was paid after all', { amountMinor: 0, taxMinor: 0, lines: null }],
    ['it was a test', { test: true }],
    ['it was one seat of twice the price', { lines: [{ ...LINE, quantity: 1, unitAmountMinor: 3_998 }] }],
    ['it is no sale', { type: 'fee' }],
    ['it is a refund', { type: 'refund' }],
  ])('is for a person where a payment that is posted says that %s', async (_, over) => {
    await push('payments', sale(1, { ...over, updatedAt: at(100) }));
    expect([await state('sale sale-1'), await totals('sales_receipts')]).toEqual(['amount_changed', [40.15]]);
    await push('payments', sale(1, { test: false, updatedAt: at(101) }));
    expect([await state('sale sale-1'), await totals('sales_receipts')]).toEqual(['applied', [40.15]]);
  });

  it('is for a person where a payment that is posted has another day, also before the first that is posted', async () => {
    await decide('sale', { postFrom: '2026-06-01T00:00:00Z' });
    await push('payments', sale(1, { occurredAt: '2026-05-01T00:00:00Z', updatedAt: at(100) }));
    expect(await state('sale sale-1')).toBe('amount_changed');
    // Another choice changes nothing of what is posted.
    await decide('sale', { postFrom: '2026-07-10T00:00:00Z' });
    await push('payments', sale(1, { updatedAt: at(101) }));
    expect(await state('sale sale-1')).toBe('applied');
  });

  it.each<[string, object]>([
    ['nothing was given back after all', { amountMinor: 0 }],
    ['it is a sale', { type: 'ticket_purchase', refundOfId: null }],
  ])('is for a person where a refund that is posted says that %s', async (_, over) => {
    await push('payments', refund(1, { ...over, updatedAt: at(100) }));
    expect([await state('refund refund-1'), await totals('refund_receipts')]).toEqual(['amount_changed', [10.01]]);
  });

  it('takes back no refund that has another amount in the books', async () => {
    await push('payments', refund(1, { status: 'failed', amountMinor: 2_000, updatedAt: at(100) }));
    expect([await state('journal refund-1'), await objects('journal_entries')]).toEqual(['amount_changed', []]);
    await push('payments', refund(1, { status: 'failed', updatedAt: at(101) }));
    expect([await state('journal refund-1'), (await objects('journal_entries')).length]).toEqual(['applied', 1]);
  });

  it('takes back no refund that a person has deleted', async () => {
    const [{ Id: id }] = (await objects('refund_receipts')) as [Document];
    await control.call('POST', `/accounts/${books.account.id}/delete`, { stream: 'refund_receipts', id });
    await push('payments', refund(1, { status: 'failed', updatedAt: at(100) }));
    expect([await state('refund refund-1'), await state('journal refund-1')]).toEqual(['object_gone', 'object_gone']);
    expect(await objects('journal_entries')).toEqual([]);
  });

  it('takes a refund back to the account that it was paid from, whatever is chosen by now', async () => {
    const [{ DepositToAccountRef: from }] = (await objects('refund_receipts')) as [Document];
    const others = (await objects('accounts')).filter(
      ({ AccountType: type, Id }) => type === 'Bank' && Id !== from.value,
    );
    await decide('sale', { depositTo: others[0]!.Id });
    await push('payments', refund(1, { status: 'failed', updatedAt: at(100) }));
    const [{ Line: lines }] = (await objects('journal_entries')) as [Document];
    const debit = lines.find(({ JournalEntryLineDetail: detail }) => detail.PostingType === 'Debit');
    expect(debit?.JournalEntryLineDetail.AccountRef.value).toBe(from.value);
  });

  it('leaves what a person has written after our note', async () => {
    const [{ PrivateNote: note }] = (await objects('sales_receipts')) as [Document];
    await edit('sales_receipts', 'salesreceipt', { PrivateNote: `${note}\nChecked by Ann` });
    const providerPaymentId = `pi_${'1'.repeat(30)}`;
    await push('payments', sale(1, { providerPaymentId, updatedAt: at(100) }));
    const [after] = (await objects('sales_receipts')) as [Document];
    expect(after.PrivateNote).toBe(`${note}\nstripe ${providerPaymentId}\nChecked by Ann`);
  });

  it.each(['class', 'location'])('waits while the company requires a %s, and says what to do', async (required) => {
    const settings = `/accounts/${books.account.id}/settings`;
    await control.call('POST', settings, { required: [required] });
    await push('payments', sale(2));
    expect(await state('sale sale-2')).toBe('account');
    await control.call('POST', settings, { required: [] });
    const { hub, tenantId, integrationId } = books;
    await hub.engine.database.inTenant(tenantId, (tx) => hub.targets.releaseHeld(tx, integrationId, ['account']));
    await settle();
    expect([await state('sale sale-2'), await totals('sales_receipts')]).toEqual(['applied', [40.15, 40.15]]);
  });

  it('waits while something that the document names is inactive', async () => {
    await control.call('POST', `/accounts/${books.account.id}/settings`, { inactiveReferences: 'refused' });
    const item = (await objects('products')).find(({ Name }) => Name.includes('Standard ['))!;
    await control.call('POST', `/accounts/${books.account.id}/delete`, { stream: 'products', id: item.Id });
    await push('payments', sale(1, { providerPaymentId: 'pi_9', updatedAt: at(100) }));
    expect(await state('sale sale-1')).toBe('account_missing');
  });
});
