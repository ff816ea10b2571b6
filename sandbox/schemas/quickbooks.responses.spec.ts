import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SHAPES, STREAMS, type StreamName } from '../quickbooks/quickbooks.entity.js';
import { QuickBooksSandbox } from '../quickbooks/quickbooks.sandbox.js';
import { DeliveryReceiver } from './delivery.receiver.js';
import { QUICKBOOKS_CLOUD_EVENTS, QUICKBOOKS_NOTIFICATIONS } from './delivery.types.js';
import { control, ResponseCheck, type JsonObject } from './response.check.js';
import { vendorSchema } from './vendor.schema.js';
import { reportViolations } from './violation.report.js';

const SCALE = 300;
const PAGE = 500;
const READ_BY_ID = 5;
const CDC_ENTITIES = 4;

describe("QuickBooks' sandbox", () => {
  const sandbox = new QuickBooksSandbox();
  let url: string;
  let company: JsonObject;
  let check: ResponseCheck;
  let root: string;

  beforeAll(async () => {
    url = await sandbox.listen(0);
    company = await control(url, 'POST', 'accounts', { seed: 1, scale: SCALE, multicurrency: true });
    await control(url, 'POST', 'limits', { perMinute: null, perSecond: null, batchPerMinute: null });
    const { accessToken } = company.credentials as { accessToken: string };
    check = new ResponseCheck(url, vendorSchema('quickbooks'), {
      authorization: `Bearer ${accessToken}`,
      accept: 'application/json',
    });
    root = `/v3/company/${String(company.id)}`;
  });

  afterAll(() => sandbox.close());

  async function query(stream: StreamName): Promise<JsonObject[]> {
    const { entity, kind } = SHAPES[stream];
    const found: JsonObject[] = [];
    for (;;) {
      const inactive = kind === 'list' ? ' where Active in (true, false)' : '';
      const text = `select * from ${entity}${inactive} startposition ${found.length + 1} maxresults ${PAGE}`;
      const answer = await check.get(`${root}/query?query=${encodeURIComponent(text)}`);
      const page = ((answer.QueryResponse as JsonObject)[entity] ?? []) as JsonObject[];
      found.push(...page);
      if (page.length < PAGE) return found;
    }
  }

  async function readAll(): Promise<void> {
    for (const stream of STREAMS) {
      const found = await query(stream);
      const path = `${root}/${SHAPES[stream].entity.toLowerCase()}`;
      const isOne = SHAPES[stream].entity === 'Preferences';
      for (const { Id } of found.slice(0, READ_BY_ID)) await check.get(isOne ? path : `${path}/${String(Id)}`);
    }
    await check.get(`${root}/query?query=${encodeURIComponent('select count(*) from Customer')}`);
  }

  /** What outbound writes, in a company that computes taxes and takes own numbers. */
  async function writeAll(write: (path: string, body: JsonObject) => Promise<JsonObject>): Promise<void> {
    const settings = { customTxnNumbers: true, automatedSalesTax: true, warnDuplicateJournalNumber: true };
    await control(url, 'POST', `accounts/${String(company.id)}/settings`, settings);
    const ref = ({ Id }: JsonObject) => ({ value: Id });
    const account = async (Name: string, AccountType: string) => ref(await write('account', { Name, AccountType }));
    const income = await account('Income of outbound', 'Income');
    const bank = await account('Bank of outbound', 'Bank');
    const item = await write('item', { Name: 'Day ticket', Type: 'Service', IncomeAccountRef: income, Taxable: false });
    const customer = await write('customer', { DisplayName: 'Festival 2027', Notes: 'hub:e1' });
    const detail = { ItemRef: ref(item), Qty: 2, UnitPrice: 12.5 };
    const line = { Amount: 25, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: detail };
    const sale = { CustomerRef: ref(customer), PrivateNote: 'hub:p1', Line: [line] };
    const receipt = await write('salesreceipt', { ...sale, DocNumber: 'ORD-1-ABCDEFGHJK' });
    await write('refundreceipt', { ...sale, DocNumber: 'REF-1-ABCDEFGHJK', DepositToAccountRef: bank });
    const cash = { Amount: -1.5, DetailType: 'DepositLineDetail', DepositLineDetail: { AccountRef: income } };
    const linked = {
      Amount: receipt.TotalAmt,
      LinkedTxn: [{ TxnId: receipt.Id, TxnType: 'SalesReceipt', TxnLineId: '0' }],
    };
    await write('deposit', { DepositToAccountRef: bank, PrivateNote: 'hub:po_1', Line: [linked, cash] });
    const side = (PostingType: string, AccountRef: JsonObject) => ({
      Amount: 4,
      DetailType: 'JournalEntryLineDetail',
      JournalEntryLineDetail: { PostingType, AccountRef },
    });
    await write('journalentry', { DocNumber: 'JE-X', Line: [side('Debit', bank), side('Credit', income)] });
    const other = await write('salesreceipt', { ...sale, DocNumber: 'ORD-2-ABCDEFGHJK' });
    await write('salesreceipt?operation=update&include=void', {
      Id: other.Id,
      SyncToken: other.SyncToken,
      sparse: true,
    });
    await write('customer', {
      Id: customer.Id,
      SyncToken: '0',
      sparse: true,
      PrimaryEmailAddr: { Address: 'f@example.com' },
    });
    await readAll();
  }

  it('answers as the XSDs declare, before and after changes', async () => {
    const since = new Date(Date.now() - 60_000).toISOString();
    await readAll();
    await control(url, 'POST', `accounts/${String(company.id)}/mutate`, {
      updates: 200,
      creates: 120,
      deletes: 40,
      seed: 3,
    });
    await readAll();
    const captured = STREAMS.filter((stream) => SHAPES[stream].captured).map((stream) => SHAPES[stream].entity);
    for (let from = 0; from < captured.length; from += CDC_ENTITIES) {
      const entities = captured.slice(from, from + CDC_ENTITIES).join(',');
      await check.get(`${root}/cdc?entities=${entities}&changedSince=${encodeURIComponent(since)}`);
    }
    const json = { 'content-type': 'application/json' };
    const customer = { DisplayName: 'Schema Check', PrimaryEmailAddr: { Address: 'schema@example.com' } };
    await check.call('POST', `${root}/customer`, JSON.stringify(customer), json);
    await writeAll(async (path, body) => {
      const answer = await check.call('POST', `${root}/${path}`, JSON.stringify(body), json);
      return Object.values(answer)[0] as JsonObject;
    });
    const items = [{ bId: '1', Query: 'select * from Invoice maxresults 5' }];
    await check.call('POST', `${root}/batch`, JSON.stringify({ BatchItemRequest: items }), json);
    reportViolations('quickbooks', check);
    expect(check.report()).toEqual([]);
    expect(check.objects).toBeGreaterThan(3500);
  });

  it.each([
    ['cloudevents', QUICKBOOKS_CLOUD_EVENTS],
    ['legacy', QUICKBOOKS_NOTIFICATIONS],
  ])('delivers as Intuit describes %s', async (format, type) => {
    const receiver = new DeliveryReceiver();
    const delivered = new ResponseCheck(url, vendorSchema('quickbooks'));
    try {
      await control(url, 'POST', 'webhook-endpoints', { url: await receiver.listen(), format });
      const changes = { updates: 200, creates: 120, deletes: 40, seed: format.length };
      await control(url, 'POST', `accounts/${String(company.id)}/mutate`, changes);
      for (const body of await receiver.settled(url)) delivered.inspect(JSON.parse(body), type, format);
      expect(delivered.report()).toEqual([]);
      expect(delivered.objects).toBeGreaterThan(300);
    } finally {
      await control(url, 'DELETE', 'webhook-endpoints');
      await receiver.close();
    }
  });
});
