import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { CompanyRig, type Fields } from '../testing/company.rig.js';
import { saleLine, UNTAXED } from '../testing/sale.bodies.js';

let rig: CompanyRig;
beforeEach(() => {
  rig = new CompanyRig();
});
afterEach(() => rig?.close());

const receipt = (more: Fields = {}): Fields => ({ Line: [saleLine(2, 12.5, UNTAXED)], ...more });
const refund = (more: Fields = {}): Fields => ({ ...receipt(more), DepositToAccountRef: rig.account('checking') });
const entry = (more: Fields = {}): Fields => {
  const line = (PostingType: string): Fields => ({
    Amount: 5,
    DetailType: 'JournalEntryLineDetail',
    JournalEntryLineDetail: { PostingType, AccountRef: rig.account('checking') },
  });
  return { Line: [line('Debit'), line('Credit')], ...more };
};

describe('the number of a sale', () => {
  it.each(['salesreceipt', 'refundreceipt'])('is the given one, once, where %ss have own numbers', async (path) => {
    await rig.set({ customTxnNumbers: true });
    const body = refund({ DocNumber: 'ORD-1-ABCDEFGHJK' });
    const { Id, DocNumber, SyncToken } = await rig.write(path, body);
    expect(DocNumber).toBe('ORD-1-ABCDEFGHJK');
    const again = await rig.call(path, body);
    expect(again.code).toBe('6140');
    expect(again.detail).toMatch(new RegExp(`DocNumber=ORD-1-ABCDEFGHJK is assigned to TxnType=.* with TxnId=${Id}$`));
    expect((await rig.call(`${path}?include=allowduplicatedocnum`, body)).status).toBe(200);
    await rig.write(path, { Id, SyncToken, sparse: true, PrivateNote: 'keeps its own' });
  });

  it('can be used again when its sale is gone, and may be 21 characters long', async () => {
    await rig.set({ customTxnNumbers: true });
    const DocNumber = 'x'.repeat(21);
    const { Id, SyncToken } = await rig.write('salesreceipt', receipt({ DocNumber }));
    await rig.write('salesreceipt?operation=delete', { Id, SyncToken });
    await rig.write('salesreceipt', receipt({ DocNumber }));
    expect((await rig.call('salesreceipt', receipt({ DocNumber: `${DocNumber}x` }))).code).toBe('2050');
  });

  it('is missing where none is given to a company with own numbers', async () => {
    await rig.set({ customTxnNumbers: true });
    expect(await rig.write('salesreceipt', receipt())).not.toHaveProperty('DocNumber');
  });

  it("is the company's own where it numbers itself, unless it keeps what is sent and guards nothing", async () => {
    const given = receipt({ DocNumber: 'mine' });
    const first = await rig.write('salesreceipt', given);
    expect(first.DocNumber).toMatch(/^\d+$/);
    expect((await rig.write('salesreceipt', given)).DocNumber).toBe(String(Number(first.DocNumber) + 1));
    await rig.set({ sentNumber: 'kept' });
    expect((await rig.write('salesreceipt', given)).DocNumber).toBe('mine');
    expect((await rig.write('salesreceipt', given)).DocNumber).toBe('mine');
  });

  it.each([
    [{ usedNumber: 'accepted' }, undefined],
    [{ usedNumberCode: '6210' }, '6210'],
  ])('follows %j', async (settings, code) => {
    await rig.set({ customTxnNumbers: true, ...settings });
    await rig.write('salesreceipt', receipt({ DocNumber: 'a' }));
    expect((await rig.call('salesreceipt', receipt({ DocNumber: 'a' }))).code).toBe(code);
  });

  it('of an original sale is used, too', async () => {
    const grown = new CompanyRig({ counts: { sales_receipts: 3 } });
    await grown.set({ customTxnNumbers: true });
    expect((await grown.call('salesreceipt', receipt({ DocNumber: '500003' }))).code).toBe('6140');
    expect((await grown.call('salesreceipt', receipt({ DocNumber: '500004' }))).status).toBe(200);
    grown.close();
  });

  it('of a journal entry is guarded only where the company wants a warning', async () => {
    await rig.write('journalentry', entry({ DocNumber: 'je' }));
    expect((await rig.call('journalentry', entry({ DocNumber: 'je' }))).status).toBe(200);
    await rig.set({ warnDuplicateJournalNumber: true });
    expect((await rig.call('journalentry', entry({ DocNumber: 'je' }))).code).toBe('6140');
    expect((await rig.call('journalentry?include=allowduplicatedocnum', entry({ DocNumber: 'je' }))).status).toBe(200);
  });

  it('is what queries find it by', async () => {
    await rig.set({ customTxnNumbers: true });
    for (const DocNumber of ['a', 'b', 'c']) await rig.write('salesreceipt', receipt({ DocNumber }));
    const found = await rig.found('SalesReceipt', "DocNumber in ('a', 'c', 'x')");
    expect(found.map((one) => one.DocNumber)).toEqual(['c', 'a']);
    await rig.control('POST', 'lag', { ms: 60_000 });
    await rig.write('salesreceipt', receipt({ DocNumber: 'd' }));
    expect(await rig.found('SalesReceipt', "DocNumber = 'd'")).toEqual([]);
    await rig.control('POST', 'clock', { offsetSeconds: 61 });
    expect(await rig.found('SalesReceipt', "DocNumber = 'd'")).toHaveLength(1);
  });
});

describe('the amounts of a sale', () => {
  const amountOf = async (body: string): Promise<string> => (await rig.call('salesreceipt', body)).text;
  const line = (detail: string): string => `{"Line":[{"DetailType":"SalesItemLineDetail",${detail}}]}`;

  it('come back with every digit', async () => {
    await rig.set({ digits: null });
    const text = await amountOf(line('"Amount":90071992547409.91'));
    expect(text).toContain('"TotalAmt":90071992547409.91,');
    const { Id } = (JSON.parse(text) as { SalesReceipt: { Id: string } }).SalesReceipt;
    expect((await rig.call(`salesreceipt/${Id}`)).text).toContain('"TotalAmt":90071992547409.91,');
    for (const [total, count] of [
      ['90071992547409.91', 1],
      ['90071992547409.90', 0],
    ] as const) {
      expect(await rig.found('SalesReceipt', `TotalAmt = '${total}'`)).toHaveLength(count);
    }
    const sum = '"Amount":70368744177664.57';
    const two = `{"Line":[{"DetailType":"SalesItemLineDetail",${sum}},{"DetailType":"SalesItemLineDetail",${sum}}]}`;
    expect(await amountOf(two)).toContain('"TotalAmt":140737488355329.14,');
  });

  it.each([
    ['"Amount":9999999999.99', undefined],
    ['"Amount":10000000000', '2030'],
    ['"Amount":0.30000000000000004', '2030'],
    ['"Amount":1,"SalesItemLineDetail":{"Qty":1,"UnitPrice":1.000001}', '2030'],
    ['"Amount":"ten"', '2030'],
    ['"Amount":-1', '6000'],
    ['"Amount":0.3,"SalesItemLineDetail":{"Qty":3,"UnitPrice":0.1}', undefined],
    ['"Amount":0.31,"SalesItemLineDetail":{"Qty":3,"UnitPrice":0.1}', '6070'],
    ['"Amount":10,"SalesItemLineDetail":{"Qty":3,"UnitPrice":3.33333}', '6070'],
  ])('%s: %s', async (detail, code) => {
    expect((await rig.call('salesreceipt', line(detail))).code).toBe(code);
  });
});

describe('the tax of a sale', () => {
  const lines = [saleLine(1, 100), saleLine(1, 50, UNTAXED), saleLine(1, 10, { TaxCodeRef: { value: 'TAX' } })];
  const taxOf = async (more: Fields = {}): Promise<unknown[]> => {
    const { TxnTaxDetail, TotalAmt } = await rig.write('salesreceipt', { Line: lines, ...more });
    return [(TxnTaxDetail as Fields).TotalTax, TotalAmt];
  };

  it('is added to lines without a code, where the company has automated tax', async () => {
    expect(await taxOf()).toEqual([0, 160]);
    await rig.set({ automatedSalesTax: true, salesTaxPercent: 8.25 });
    expect(await taxOf()).toEqual([9.08, 169.08]);
    expect(await taxOf({ TxnTaxDetail: { TotalTax: 3.5 } })).toEqual([3.5, 163.5]);
    expect(await taxOf({ TxnTaxDetail: { TotalTax: 0 } })).toEqual([0, 160]);
    expect(await taxOf({ Line: [saleLine(1, 50, UNTAXED)] })).toEqual([0, 50]);
  });

  it('follows a change of the lines, and of nothing else', async () => {
    await rig.set({ automatedSalesTax: true, salesTaxPercent: 10 });
    const { Id } = await rig.write('salesreceipt', { Line: lines, TxnTaxDetail: { TotalTax: 1 } });
    const update = (SyncToken: string, more: Fields) =>
      rig.write('salesreceipt', { Id, SyncToken, sparse: true, ...more });
    expect(await update('0', { PrivateNote: 'x' })).toMatchObject({ TotalAmt: 161 });
    expect(await update('1', { Line: [saleLine(1, 20)] })).toMatchObject({ TotalAmt: 22 });
  });
});

describe('a sale', () => {
  it('is voided as a whole, and a refund is not', async () => {
    const { Id, SyncToken } = await rig.write('salesreceipt', receipt());
    const body = { Id, SyncToken, sparse: true };
    expect(await rig.write('salesreceipt?operation=update&include=void', body)).toMatchObject({
      TotalAmt: 0,
      PrivateNote: 'Voided',
      SyncToken: '1',
    });
    expect((await rig.call('salesreceipt?operation=update&include=void', body)).code).toBe('5010');
    const repaid = await rig.write('refundreceipt', refund());
    const voiding = { Id: repaid.Id, SyncToken: repaid.SyncToken, sparse: true };
    expect((await rig.call('refundreceipt?operation=update&include=void', voiding)).code).toBe('500');
  });

  it.each([
    ['6210', {}],
    ['5010', { closedPeriodCode: '5010' }],
  ])('is refused with %s where the books are closed', async (code, settings) => {
    await rig.set({ closingDate: '2026-06-30', ...settings });
    const closed = await rig.call('salesreceipt', receipt({ TxnDate: '2026-06-30' }));
    expect([closed.code, closed.text]).toEqual([code, expect.stringContaining('Account Period Closed')]);
    expect((await rig.call('salesreceipt', receipt({ TxnDate: '2026-07-01' }))).status).toBe(200);
    await rig.set({ closingDate: null });
    expect((await rig.call('salesreceipt', receipt({ TxnDate: '2026-06-30' }))).status).toBe(200);
  });

  it('refers to nothing that is inactive (610) or was never there (2500)', async () => {
    const customer = await rig.write('customer', { DisplayName: 'Gone' });
    const account = await rig.write('account', { Name: 'Gone', AccountType: 'Bank' });
    const item = await rig.write('item', { Name: 'Gone', IncomeAccountRef: rig.account('sales') });
    const with_ = (id: string): Fields[] => [
      { CustomerRef: { value: id } },
      { DepositToAccountRef: { value: id } },
      { Line: [saleLine(1, 1, { ItemRef: { value: id } })] },
    ];
    const codes = (bodies: Fields[]) =>
      Promise.all(bodies.map(async (one) => (await rig.call('salesreceipt', receipt(one))).code));
    expect(await codes(with_('777777'))).toEqual(['2500', '2500', '2500']);
    const streams = ['customers', 'accounts', 'products'];
    for (const [at, { Id: id }] of [customer, account, item].entries()) {
      await rig.control('POST', `accounts/${rig.realmId}/delete`, { stream: streams[at], id });
    }
    const [one] = with_(customer.Id);
    const [, other] = with_(account.Id);
    const [, , third] = with_(item.Id);
    expect(await codes([one!, other!, third!])).toEqual(['610', '610', '610']);
  });

  it('refers to what was made inactive since, unless the company is set to refuse that (610)', async () => {
    const { Id: id } = await rig.write('customer', { DisplayName: 'Leaving' });
    const { Id } = await rig.write('salesreceipt', receipt({ CustomerRef: { value: id } }));
    await rig.control('POST', `accounts/${rig.realmId}/delete`, { stream: 'customers', id });
    const noted = await rig.write('salesreceipt', { Id, SyncToken: '0', sparse: true, PrivateNote: 'Kept' });
    await rig.set({ inactiveReferences: 'refused' });
    const again = { Id, SyncToken: noted.SyncToken, sparse: true, PrivateNote: 'Refused' };
    expect((await rig.call('salesreceipt', again)).code).toBe('610');
    await rig.set({ inactiveReferences: 'kept' });
  });

  it.each([
    ['PrivateNote', 4000],
    ['PaymentRefNum', 21],
  ])('has room in its %s for %d characters', async (field, longest) => {
    await rig.write('salesreceipt', receipt({ [field]: 'x'.repeat(longest) }));
    expect((await rig.call('salesreceipt', receipt({ [field]: 'x'.repeat(longest + 1) }))).code).toBe('2050');
  });

  it('names a class and a location where the company requires them', async () => {
    const { Id } = await rig.write('class', { Name: 'Stage' });
    await rig.set({ required: ['class'] });
    expect((await rig.call('salesreceipt', receipt())).code).toBe('6000');
    await rig.write('salesreceipt', receipt({ ClassRef: { value: Id } }));
    await rig.set({ required: ['location'] });
    expect((await rig.call('salesreceipt', receipt())).detail).toContain('location');
    await rig.set({ required: [] });
    await rig.write('salesreceipt', receipt());
  });

  it('puts money into accounts that hold money', async () => {
    const code = async (DepositToAccountRef: unknown) =>
      (await rig.call('salesreceipt', receipt({ DepositToAccountRef }))).code;
    expect(await code(rig.account('sales'))).toBe('6000');
    const clearing = await rig.write('account', { Name: 'Stripe clearing', AccountType: 'Other Current Asset' });
    expect(await code({ value: clearing.Id })).toBeUndefined();
  });

  it('is in change data capture and has an event, as any other change', async () => {
    const published: unknown[] = [];
    rig.world.webhooks.publish = (event) => published.push([event.stream, event.operation, event.entityId]);
    const since = new Date(Date.now() - 60_000).toISOString();
    const { Id, SyncToken } = await rig.write('salesreceipt', receipt());
    await rig.write('salesreceipt?operation=update&include=void', { Id, SyncToken, sparse: true });
    expect((await rig.call(`cdc?entities=SalesReceipt&changedSince=${since}`)).text).toContain(
      `"Id":"${Id}","SyncToken":"1"`,
    );
    expect(published).toEqual([
      ['sales_receipts', 'created', Id],
      ['sales_receipts', 'void', Id],
    ]);
  });
});
