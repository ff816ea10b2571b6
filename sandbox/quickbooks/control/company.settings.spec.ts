import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CompanyRig, type Fields } from '../testing/company.rig.js';
import { saleLine } from '../testing/sale.bodies.js';

let rig: CompanyRig;
beforeEach(() => {
  rig = new CompanyRig();
});
afterEach(() => rig?.close());

const sale = { Line: [saleLine(1, 9.5)] };

describe('settings of a company', () => {
  it('are read back, and those of objects are shown by the API', async () => {
    await rig.set({
      closingDate: '2026-03-31',
      classTracking: 'transaction',
      offeringSku: 'QuickBooks Online Simple Start',
    });
    const { Preferences } = (await rig.call('preferences')).json as { Preferences: Fields };
    expect(Preferences.AccountingInfoPrefs).toMatchObject({
      BookCloseDate: '2026-03-31',
      ClassTrackingPerTxn: true,
      ClassTrackingPerTxnLine: false,
      TrackDepartments: true,
    });
    expect(Preferences.CurrencyPrefs).toMatchObject({ MultiCurrencyEnabled: false, HomeCurrency: { value: 'USD' } });
    const { json } = await rig.call(`companyinfo/${rig.realmId}`);
    const values = (json.CompanyInfo as { NameValue: Fields[] }).NameValue;
    expect(values.filter(({ Name }) => Name === 'OfferingSku')).toEqual([
      { Name: 'OfferingSku', Value: 'QuickBooks Online Simple Start' },
    ]);
    const read = JSON.parse(await rig.control('GET', `accounts/${rig.realmId}/settings`)) as Fields;
    expect(read).toMatchObject({
      nameCase: 'ignored',
      preferences: { AccountingInfoPrefs: { BookCloseDate: '2026-03-31' } },
    });
  });

  it.each([
    [{ closeDate: '2026-01-01' }, 'no setting closeDate'],
    [{ requestIds: 'sometimes' }, 'requestIds is one of'],
  ])('%j is refused', async (settings, message) => {
    await expect(rig.set(settings)).rejects.toThrow(message);
  });

  it.each([
    ['6190', 400],
    ['120', 403],
    ['5020', 403],
  ])('refuse everything with %s, or only writes', async (refusal, status) => {
    await rig.set({ refusal });
    const read = await rig.query('select * from Customer');
    const write = await rig.call('salesreceipt', sale);
    expect([read.code, read.status, write.code]).toEqual([refusal, status, refusal]);
    await rig.set({ refuses: 'writes' });
    expect((await rig.query('select * from Customer')).status).toBe(200);
    expect((await rig.call('salesreceipt', sale)).code).toBe(refusal);
    await rig.set({ refusal: null });
    expect((await rig.call('salesreceipt', sale)).status).toBe(200);
  });

  it('may be suspended with a 200, and nothing is written all the same', async () => {
    await rig.set({ refusal: '6190', suspendedStatus: 200 });
    const { status, code } = await rig.call('salesreceipt', sale);
    expect([status, code]).toEqual([200, '6190']);
    const { writes } = JSON.parse(await rig.control('GET', `accounts/${rig.realmId}/writes`)) as { writes: Fields[] };
    expect(writes).toMatchObject([{ status: 200, applied: false, replayed: false }]);
  });

  it('have room for so many accounts, and for so many classes and locations together', async () => {
    await rig.set({ mostAccounts: 13, mostClassesAndDepartments: 2 });
    const code = async (path: string, Name: string) => (await rig.call(path, { Name, AccountType: 'Bank' })).code;
    expect([await code('account', 'a'), await code('account', 'b')]).toEqual([undefined, '5020']);
    const place = async (path: string, Name: string) => (await rig.call(path, { Name })).code;
    expect([await place('class', 'a'), await place('department', 'b'), await place('class', 'c')]).toEqual([
      undefined,
      undefined,
      '5020',
    ]);
  });

  it('hide a property from queries', async () => {
    expect((await rig.query("select * from SalesReceipt where TotalAmt = '1'")).status).toBe(200);
    await rig.set({ notQueryable: ['SalesReceipt.TotalAmt'] });
    expect((await rig.query("select * from SalesReceipt where TotalAmt = '1'")).code).toBe('4001');
    expect((await rig.query("select * from RefundReceipt where TotalAmt = '1'")).status).toBe(200);
  });
});

describe('a requestid', () => {
  const count = async (): Promise<number> => (await rig.found('SalesReceipt', "TxnDate > '2000-01-01'")).length;
  const post = (id: string) => rig.call(`salesreceipt?requestid=${id}`, sale);

  it('gets the first answer again, until it is forgotten', async () => {
    const first = await post('r1');
    expect((await post('r1')).text).toBe(first.text);
    await rig.control('POST', 'idempotency', { seconds: 60 });
    await rig.control('POST', 'clock', { offsetSeconds: 61 });
    expect((await post('r1')).text).not.toBe(first.text);
    await rig.control('DELETE', 'idempotency');
    await post('r1');
    expect(await count()).toBe(3);
  });

  it('is refused, or means nothing, as the company is set', async () => {
    await post('r1');
    await rig.set({ requestIds: 'refused' });
    expect((await post('r1')).code).toBe('600');
    expect(await count()).toBe(1);
    await rig.set({ requestIds: 'ignored' });
    await post('r1');
    expect(await count()).toBe(2);
  });

  it('repeats a stored 500, and frees its key after a refusal', async () => {
    await rig.control('POST', 'faults', { kind: 'stored500', method: 'POST' });
    expect([(await post('r1')).status, (await post('r1')).status]).toEqual([500, 500]);
    expect(await count()).toBe(0);
    expect((await rig.call('salesreceipt?requestid=r2', { Line: [] })).status).toBe(400);
    expect((await post('r2')).status).toBe(200);
    expect((await post('r'.repeat(51))).code).toBe('2050');
  });
});

describe('objects with references', () => {
  it('are told apart from what the company had, with every digit', async () => {
    await rig.set({ customTxnNumbers: true, digits: null });
    const body = `{"DocNumber":"ORD-1","PrivateNote":"hub:abc order 1","TxnDate":"2026-05-05","Line":[{"Amount":90071992547409.91,"DetailType":"SalesItemLineDetail"}]}`;
    const { Id } = await rig.write('salesreceipt', body);
    await rig.write('customer', { DisplayName: 'Event', Notes: 'hub:def' });
    await rig.write('customer', { DisplayName: 'Of somebody else' });
    const text = await rig.control('GET', `accounts/${rig.realmId}/references`);
    expect(text).toContain('"TotalAmt":90071992547409.91,');
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Fields);
    expect(lines).toMatchObject([
      { stream: 'customers', reference: 'def', object: { DisplayName: 'Event' } },
      { stream: 'sales_receipts', id: Id, reference: 'abc', object: { DocNumber: 'ORD-1', TxnDate: '2026-05-05' } },
    ]);
    expect((await rig.control('GET', `accounts/${rig.realmId}/references/de`)).trim().split('\n')).toHaveLength(1);
  });

  it('are in the log of writes with their bytes', async () => {
    await rig.control('POST', 'faults', { kind: 'applyThenReset', method: 'POST' });
    const body = '{"PrivateNote":"hub:abc", "Line":[{"Amount":1.50,"DetailType":"SalesItemLineDetail"}]}';
    await rig.call('salesreceipt?requestid=k', body);
    const { writes } = JSON.parse(await rig.control('GET', `accounts/${rig.realmId}/writes`)) as { writes: Fields[] };
    expect(writes).toMatchObject([
      { key: 'k', references: ['abc'], body: { text: body }, applied: true, answer: 'reset' },
    ]);
  });
});
