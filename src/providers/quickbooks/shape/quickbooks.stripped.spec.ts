import { describe, expect, it } from '@jest/globals';
import { QUICKBOOKS_STRIPPED } from './quickbooks.stripped.js';

const FIELDS = [
  ...['PrimaryTaxIdentifier', 'SecondaryTaxIdentifier', 'ResaleNum', 'TaxIdentifier', 'BusinessNumber', 'GSTIN'],
  ...['SSN', 'EmployerId', 'TaxRegistrationNumber'],
];

describe('What QuickBooks sends and must not be stored', () => {
  it.each(FIELDS)('is %s, at any depth', (field) => {
    const json = JSON.stringify([{ Id: '1', [field]: '99-1234567', a: { [field]: { value: '99-1234567' } } }]);
    expect(JSON.parse(QUICKBOOKS_STRIPPED.json(json))).toEqual([{ Id: '1', a: {} }]);
  });

  it('is all but the last four of a bank account or a card', () => {
    const payment = (number: string, account: string) => ({
      CreditCardPayment: { CreditChargeInfo: { Type: 'Visa', Number: number, ProcessPayment: true } },
      CheckPayment: { NameOnAcct: 'Zoë', AcctNum: account },
      BillPayment: {
        CheckPayment: { BankAccountRef: { value: '35' }, CheckDetail: { CheckNum: '7', AcctNum: account } },
      },
      VendorPaymentBankDetail: { BankAccountNumber: account },
      Account: { Name: 'Checking', AcctNum: '1010', BankNum: account },
    });
    const strip = (value: object) => JSON.parse(QUICKBOOKS_STRIPPED.json(JSON.stringify(value))) as unknown;
    expect(strip(payment('4111111111111111', '000123456789'))).toEqual(payment('1111', '6789'));
    expect(strip(payment('1111', '6789'))).toEqual(payment('1111', '6789'));
    expect(strip({ VendorPaymentBankDetail: { BankBranchIdentifier: '021000021' } })).toEqual({
      VendorPaymentBankDetail: {},
    });
  });

  it('is the name of a buyer in what names the customer, and no other name', () => {
    const document = (name: string, other: string) => ({
      CustomerRef: { value: '24', name },
      Line: [{ Entity: { Type: 'Customer', EntityRef: { name, value: '24' } } }],
      BillEmail: { Address: 'a@example.org' },
      DisplayName: 'Ada [abcdefghij]',
      CustomerMemo: { value: other },
    });
    const strip = (value: object) => JSON.parse(QUICKBOOKS_STRIPPED.json(JSON.stringify(value))) as unknown;
    for (const name of ['Ada Example [abcdefghij]', 'Ada "The {Countess}" \\ King [abcdefghij]', '[abcdefghij]']) {
      expect(strip(document(name, name))).toEqual(document('Buyer [abcdefghij]', name));
    }
    for (const name of ['Buyer [abcdefghij]', 'Summer Gala [abcdef]', 'Zoë', 'Zoë [abcdefghij] & Co']) {
      expect(strip(document(name, 'x [abcdefghij]'))).toEqual(document(name, 'x [abcdefghij]'));
    }
  });

  it('is no tax code, and no name of one', () => {
    const json = JSON.stringify({ TaxCodeRef: { value: 'TAX' }, TxnTaxDetail: { TotalTax: 1 }, AcctNum: '99-1234567' });
    expect(QUICKBOOKS_STRIPPED.json(json)).toBe(json);
  });

  it('is taken out of messages', () => {
    expect(QUICKBOOKS_STRIPPED.message('Invalid number: 99-1234567, 123-45-6789')).toBe('Invalid number: ***, ***');
  });
});
