import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CompanyRig, type Fields } from '../testing/company.rig.js';
import { saleLine } from '../testing/sale.bodies.js';

let rig: CompanyRig;
beforeEach(() => {
  rig = new CompanyRig();
});
afterEach(() => rig?.close());

const deposit = (...lines: Fields[]): Fields => ({ DepositToAccountRef: rig.account('checking'), Line: lines });
const plain = (Amount: number, more: Fields = {}): Fields => ({
  Amount,
  DetailType: 'DepositLineDetail',
  DepositLineDetail: { AccountRef: rig.account('sales') },
  ...more,
});
const linked = (TxnId: string, Amount: number, TxnType = 'SalesReceipt'): Fields => ({
  Amount,
  LinkedTxn: [{ TxnId, TxnType, TxnLineId: '0' }],
});
const sell = (more: Fields = {}) => rig.write('salesreceipt', { Line: [saleLine(1, 25)], ...more });
const codeOf = async (body: Fields): Promise<string | undefined> => (await rig.call('deposit', body)).code;

describe('a deposit', () => {
  it('is the sum of its lines, fees too, and never less than nothing', async () => {
    expect(await rig.write('deposit', deposit(plain(100), plain(-2.9)))).toMatchObject({ TotalAmt: 97.1 });
    expect(await codeOf(deposit(plain(1), plain(-1)))).toBeUndefined();
    expect(await codeOf(deposit(plain(1), plain(-1.01)))).toBe('6000');
  });

  it('takes a receipt once, without a type on its line', async () => {
    const { Id } = await sell();
    expect(await codeOf(deposit({ ...linked(Id, 25), DetailType: 'DepositLineDetail' }))).toBe('2020');
    expect(await codeOf(deposit(linked(Id, 24)))).toBe('6000');
    expect(await codeOf(deposit(linked(Id, 25), linked(Id, 25)))).toBe('6540');
    expect(await rig.write('deposit', deposit(linked(Id, 25), plain(-1)))).toMatchObject({ TotalAmt: 24 });
    expect(await codeOf(deposit(linked(Id, 25)))).toBe('6540');
  });

  it('takes refunds with their sign, and only what is in Undeposited Funds', async () => {
    const elsewhere = await sell({ DepositToAccountRef: rig.account('checking') });
    expect(await codeOf(deposit(linked(elsewhere.Id, 25)))).toBe('6000');
    const sale = await sell();
    const refund = await rig.write('refundreceipt', {
      Line: [saleLine(1, 5)],
      DepositToAccountRef: rig.account('undeposited'),
    });
    const lines = [linked(sale.Id, 25), linked(refund.Id, -5, 'RefundReceipt')];
    expect(await rig.write('deposit', deposit(...lines))).toMatchObject({ TotalAmt: 20 });
  });

  it.each([
    ['an unknown receipt', () => deposit(linked('999', 25)), '2500'],
    ['an unknown kind', () => deposit(linked('999', 25, 'Bill')), '2500'],
    ['no account on a line', () => deposit(plain(5, { DepositLineDetail: {} })), '2020'],
    ['no type on a line', () => deposit(plain(5, { DetailType: undefined })), '2020'],
    ['an account of income', () => ({ ...deposit(plain(5)), DepositToAccountRef: rig.account('sales') }), '6000'],
  ])('is refused with %s', async (_what, body, code) => {
    expect(await codeOf(body())).toBe(code);
  });

  it('locks its receipts until it lets them go', async () => {
    const { Id, SyncToken } = await sell();
    const made = await rig.write('deposit', deposit(linked(Id, 25), plain(5)));
    const own = { Id, SyncToken, sparse: true };
    const code = async (path: string, more: Fields = {}) => (await rig.call(path, { ...own, ...more })).code;
    expect(await code('salesreceipt?operation=update&include=void')).toBe('6540');
    expect(await code('salesreceipt?operation=delete')).toBe('6540');
    expect(await code('salesreceipt', { Line: [saleLine(1, 26)] })).toBe('6540');
    expect(await code('salesreceipt', { TxnDate: '2026-01-01' })).toBe('6540');
    expect(await code('salesreceipt', { PrivateNote: 'still free' })).toBeUndefined();
    own.SyncToken = '1';
    await rig.write('deposit', { Id: made.Id, SyncToken: '0', sparse: true, Line: [plain(5)] });
    expect(await code('salesreceipt?operation=update&include=void')).toBeUndefined();
  });

  it('loses the line of a receipt that somebody deletes by hand, and the books are right', async () => {
    const { Id } = await sell();
    const made = await rig.write('deposit', deposit(linked(Id, 25), plain(5)));
    await rig.control('POST', `accounts/${rig.realmId}/delete`, { stream: 'sales_receipts', id: Id });
    const { json } = await rig.call(`deposit/${made.Id}`);
    expect(json.Deposit).toMatchObject({ TotalAmt: 5, Line: [{ Amount: 5 }] });
    expect(JSON.parse(await rig.control('GET', `accounts/${rig.realmId}/audit`))).toEqual({ problems: [] });
  });

  it('is found by its day and total, and not by its number', async () => {
    await rig.write('deposit', { ...deposit(plain(12.5)), TxnDate: '2026-05-05', PrivateNote: 'hub:po_1' });
    expect(await rig.found('Deposit', "TxnDate='2026-05-05' and TotalAmt='12.50'")).toMatchObject([
      { PrivateNote: 'hub:po_1' },
    ]);
    for (const property of ['DocNumber', 'PrivateNote']) {
      expect((await rig.query(`select * from Deposit where ${property} = 'x'`)).code).toBe('4001');
    }
  });
});
