import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ControlClient } from '../../demo/clients/control.client.js';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import type { Json } from '../../src/providers/provider.values.js';
import { startSandboxOf } from '../providers/subjects/sandbox.vendor.js';
import type { Vendor, VendorAccount } from '../providers/subject.js';
import { eventually } from '../support/condition.wait.js';
import { createDatabase, query, type TestDatabase } from '../support/database.js';
import { postTo } from '../support/quickbooks.books.js';
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

type Books = Awaited<ReturnType<typeof postTo>>;

describe('A correction of what is in the books', () => {
  let vendor: Vendor;
  let control: ControlClient;
  let database: TestDatabase;
  let source: DataSource;
  let books: Books;

  beforeAll(async () => {
    vendor = await startSandboxOf('quickbooks');
    control = new ControlClient(vendor.url, new AbortController().signal);
    await control.call('POST', '/limits', { perMinute: null, perSecond: null });
    database = await createDatabase();
    const pool = { url: database.url, poolSize: 10, statementTimeoutMs: 10_000, applicationName: 'spec' };
    source = await new DataSource(dataSourceOptions(pool)).initialize();
  });
  afterAll(async () => {
    await source?.destroy();
    await database?.drop();
    await vendor?.stop();
  });
  beforeEach(async () => {
    const counts = {
      customers: 1,
      products: 3,
      accounts: 12,
      sales_receipts: 0,
      refund_receipts: 0,
      journal_entries: 0,
    };
    const account = (await control.createAccount({ multicurrency: true, seed: 1, counts })) as VendorAccount;
    await control.call('POST', `/accounts/${account.id}/settings`, { customTxnNumbers: true });
    books = await postTo({ source, url: vendor.url, account, tenantId: randomUUID() });
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
  async function settle() {
    const { hub, tenantId } = books;
    await eventually(
      async () => {
        await hub.work();
        const sql = `SELECT (SELECT count(*) FROM outbound_targets WHERE tenant_id = $1 AND status IN ('pending', 'sending'))::int
          + (SELECT count(*) FROM outbound_batches WHERE tenant_id = $1 AND planned_at IS NULL)::int AS open`;
        return (await query<{ open: number }>(database.adminUrl, sql, [tenantId]))[0]?.open;
      },
      (left) => left === 0,
      30_000,
    );
  }
  const state = async (name: string) => {
    const sql = `SELECT coalesce(reason->>'code', status) AS state FROM outbound_targets
      WHERE tenant_id = $1 AND target || ' ' || subject = $2`;
    return (await query<{ state: string }>(database.adminUrl, sql, [books.tenantId, name]))[0]?.state;
  };
  const objects = async (stream: string) =>
    (await control.objects(books.account.id, stream)).map(({ object }) => object as unknown as Document);
  const totals = async (stream: string) => (await objects(stream)).map(({ TotalAmt }) => Number(TotalAmt));
  const decide = (rule: string, options: Record<string, Json>) => {
    const { hub, tenantId, integrationId } = books;
    return hub.engine.database.inTenant(tenantId, async (tx) => {
      const before = (await hub.rules.read(tx, [integrationId]))
        .get(integrationId)
        ?.find((one) => one.rule === rule)?.options;
      const decision = { rule, enabled: true, options: { ...before, ...options } };
      await hub.rules.decide(tx, integrationId, decision, 'user:spec');
    });
  };
  /** What a person does to a document. */
  async function edit(stream: string, path: string, fields: object) {
    const [document] = await objects(stream);
    const { accessToken } = books.account.credentials;
    const response = await fetch(`${vendor.url}/v3/company/${books.account.id}/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ Id: document!.Id, SyncToken: document!.SyncToken, sparse: true, ...fields }),
    });
    expect(response.status).toBe(200);
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
