import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CompanyRig, type Fields } from '../testing/company.rig.js';

let rig: CompanyRig;
beforeEach(() => {
  rig = new CompanyRig();
});
afterEach(() => rig?.close());

const codeOf = async (path: string, body: Fields): Promise<string | undefined> => (await rig.call(path, body)).code;

describe('names', () => {
  it.each([
    [{}, 'twin ', '6240'],
    [{}, 'TWIN', '6240'],
    [{}, 'Twins', undefined],
    [{ nameBlanks: 'kept' }, 'Twin ', undefined],
    [{ nameBlanks: 'kept' }, 'twin', '6240'],
    [{ nameCase: 'kept' }, 'twin', undefined],
    [{ nameCase: 'kept' }, ' Twin ', '6240'],
  ])('with %j: a vendor "%s" beside a customer "Twin" is %s', async (settings, DisplayName, code) => {
    await rig.set(settings);
    await rig.write('customer', { DisplayName: 'Twin' });
    expect(await codeOf('vendor', { DisplayName })).toBe(code);
  });

  it('are shared with employees', async () => {
    await rig.set({ employees: ['Ann Lee'] });
    expect(await codeOf('customer', { DisplayName: 'ann lee' })).toBe('6240');
    expect(await codeOf('item', { Name: 'Ann Lee', IncomeAccountRef: rig.account('sales') })).toBeUndefined();
  });

  it('are free again once they are changed, and keep their own owner', async () => {
    const { Id } = await rig.write('customer', { DisplayName: 'First' });
    await rig.write('customer', { Id, SyncToken: '0', sparse: true, Notes: 'hub:x' });
    await rig.write('customer', { Id, SyncToken: '1', sparse: true, DisplayName: 'Second' });
    expect(await codeOf('customer', { DisplayName: 'First' })).toBeUndefined();
    expect(await codeOf('customer', { DisplayName: 'second' })).toBe('6240');
  });

  it.each([
    [{}, 'First (deleted)', undefined],
    [{ inactiveNames: 'kept' }, 'First', '6240'],
  ])('with %j: an inactive one is "%s", and its name is then %s', async (settings, DisplayName, code) => {
    await rig.set(settings);
    const { Id } = await rig.write('customer', { DisplayName: 'First' });
    const gone = await rig.write('customer', { Id, SyncToken: '0', sparse: true, Active: false });
    expect(gone).toMatchObject({ DisplayName, Active: false });
    expect(await codeOf('vendor', { DisplayName: 'First' })).toBe(code);
  });

  it('of original objects are taken', async () => {
    const [customer] = await rig.found('Customer', 'Active in (true, false)');
    expect(await codeOf('vendor', { DisplayName: ` ${String(customer!.DisplayName).toUpperCase()}` })).toBe('6240');
  });

  it.each([
    ['customer', { DisplayName: 'a:b' }, '2040'],
    ['item', { Name: 'a:b' }, '2040'],
    ['item', { Name: 'a\tb' }, '2040'],
    ['item', { Name: 'x'.repeat(101) }, '2050'],
    ['item', { Name: 'x'.repeat(100) }, undefined],
    ['customer', { DisplayName: 'x'.repeat(500) }, undefined],
    ['customer', { DisplayName: 'x'.repeat(501) }, '2050'],
  ])('%s %j: %s', async (path, body, code) => {
    const income = path === 'item' ? { IncomeAccountRef: rig.account('sales') } : {};
    expect(await codeOf(path, { ...body, ...income })).toBe(code);
  });

  it('find their customer, and so does an address; notes do not', async () => {
    await rig.write('customer', {
      DisplayName: "O'Neil",
      Notes: 'hub:x',
      PrimaryEmailAddr: { Address: 'o@example.com' },
    });
    expect(await rig.found('Customer', "DisplayName = 'O\\'Neil' and Active in (true, false)")).toHaveLength(1);
    expect(await rig.found('Customer', "PrimaryEmailAddr = 'o@example.com'")).toHaveLength(1);
    expect((await rig.query("select * from Customer where Notes = 'hub:x'")).code).toBe('4001');
  });
});

describe('currencies', () => {
  const euro = { CurrencyRef: { value: 'EUR' } };
  const line = { Amount: 1, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: {} };

  it('are one, until somebody switches more on', async () => {
    expect(await codeOf('customer', { DisplayName: 'E', ...euro })).toBe('6000');
    expect(await codeOf('salesreceipt', { Line: [line], ...euro })).toBe('6000');
    expect(await codeOf('salesreceipt', { Line: [line], CurrencyRef: { value: 'USD' } })).toBeUndefined();
    await rig.set({ multicurrency: true });
    expect(await rig.write('customer', { DisplayName: 'E', ...euro })).toMatchObject(euro);
  });

  it('stay what they were on customers and accounts', async () => {
    await rig.set({ multicurrency: true });
    const customer = await rig.write('customer', { DisplayName: 'E', ...euro });
    const account = await rig.write('account', { Name: 'E', AccountType: 'Bank', ...euro });
    const change = (Id: string) => ({ Id, SyncToken: '0', sparse: true, CurrencyRef: { value: 'GBP' } });
    expect(await codeOf('customer', change(customer.Id))).toBe('6000');
    expect(await codeOf('account', change(account.Id))).toBe('6000');
    expect(await codeOf('account', { Name: 'I', AccountType: 'Income', ...euro })).toBe('6000');
    const sale = { Line: [line], CustomerRef: { value: customer.Id } };
    expect(await codeOf('salesreceipt', { ...sale, CurrencyRef: { value: 'USD' } })).toBe('6000');
    expect(await codeOf('salesreceipt', { ...sale, DepositToAccountRef: { value: account.Id } })).toBeUndefined();
    const foreign = { Line: [line], DepositToAccountRef: { value: account.Id } };
    expect(await codeOf('salesreceipt', foreign)).toBe('6000');
    expect(await codeOf('salesreceipt', { ...foreign, ...euro })).toBeUndefined();
  });

  it.each([
    ['KWD', 1.234, 1.234],
    ['JPY', 1234, 1234],
    ['ISK', 12, 12],
    ['ZMW', 1.25, 1.25],
    ['UYW', 1.2345, 1.2345],
  ])('%s has its digits', async (value, Amount, total) => {
    await rig.set({ multicurrency: true });
    const sale = { Line: [{ ...line, Amount }], CurrencyRef: { value } };
    expect(await rig.write('salesreceipt', sale)).toMatchObject({ TotalAmt: total, CurrencyRef: { value } });
  });

  it('that are none are refused', async () => {
    await rig.set({ multicurrency: true });
    expect(await codeOf('salesreceipt', { Line: [line], CurrencyRef: { value: 'XXZ' } })).toBe('2500');
  });

  it('are those of a journal entry, too', async () => {
    await rig.set({ multicurrency: true });
    const side = (PostingType: string) => ({
      Amount: 7.5,
      DetailType: 'JournalEntryLineDetail',
      JournalEntryLineDetail: { PostingType, AccountRef: rig.account('checking') },
    });
    const entry = { Line: [side('Debit'), side('Credit')], ...euro };
    expect(await rig.write('journalentry', entry)).toMatchObject(euro);
    expect(await codeOf('journalentry', { ...entry, Line: [side('Debit')] })).toBe('6000');
  });
});
