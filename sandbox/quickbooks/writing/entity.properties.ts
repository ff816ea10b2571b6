import type { StreamName } from '../quickbooks.entity.js';
import { tooLong, unsupportedProperty } from '../quickbooks.fault.js';

const words = (text: string): string[] => text.split(' ');

const SYSTEM = words('Id SyncToken MetaData domain sparse');
const PARTY = words(
  'Title GivenName MiddleName FamilyName Suffix DisplayName CompanyName PrintOnCheckName Active PrimaryPhone AlternatePhone Mobile Fax PrimaryEmailAddr WebAddr BillAddr CurrencyRef Balance TermRef AcctNum V4IDPseudonym',
);
const TRANSACTION = words(
  'DocNumber TxnDate CurrencyRef ExchangeRate PrivateNote Line TotalAmt HomeTotalAmt LinkedTxn DepartmentRef TxnSource CustomField',
);
const SALE = [
  ...TRANSACTION,
  ...words(
    'CustomerRef CustomerMemo BillAddr ShipAddr ShipFromAddr BillEmail BillEmailCc ClassRef TxnTaxDetail GlobalTaxCalculation ApplyTaxAfterDiscount PrintStatus EmailStatus Balance HomeBalance FreeFormAddress DeliveryInfo TrackingNum ShipDate ShipMethodRef',
  ),
];
const RECEIPT = [...SALE, ...words('PaymentRefNum PaymentMethodRef DepositToAccountRef PaymentType')];

const PROPERTIES: Record<StreamName, readonly string[]> = {
  company_info: [],
  preferences: [],
  customers: [
    ...PARTY,
    ...words(
      'FullyQualifiedName Taxable Job BillWithParent ParentRef Level IsProject BalanceWithJobs OpenBalanceDate PreferredDeliveryMethod ShipAddr Notes DefaultTaxCodeRef SalesTermRef PaymentMethodRef ClientEntityId ResaleNum CustomerTypeRef TaxExemptionReasonId',
    ),
  ],
  vendors: [...PARTY, ...words('Vendor1099 TaxIdentifier APAccountRef BillRate VendorPaymentBankDetail')],
  products: words(
    'Name Description Active FullyQualifiedName Sku Taxable SalesTaxIncluded UnitPrice Type SubItem ParentRef Level IncomeAccountRef ExpenseAccountRef AssetAccountRef PurchaseDesc PurchaseCost TrackQtyOnHand QtyOnHand InvStartDate SalesTaxCodeRef ItemCategoryType',
  ),
  accounts: words(
    'Name Description Active FullyQualifiedName SubAccount ParentRef Classification AccountType AccountSubType AcctNum CurrentBalance CurrentBalanceWithSubAccounts CurrencyRef TaxCodeRef',
  ),
  classes: words('Name Active FullyQualifiedName SubClass ParentRef'),
  departments: words('Name Active FullyQualifiedName SubDepartment ParentRef Address'),
  tax_rates: [],
  tax_codes: [],
  invoices: [
    ...SALE,
    ...words(
      'DueDate SalesTermRef Deposit DepositToAccountRef AllowIPNPayment AllowOnlinePayment AllowOnlineCreditCardPayment AllowOnlineACHPayment InvoiceLink',
    ),
  ],
  payments: [
    ...TRANSACTION,
    ...words(
      'CustomerRef PaymentRefNum PaymentMethodRef DepositToAccountRef ARAccountRef UnappliedAmt ProcessPayment CreditCardPayment',
    ),
  ],
  sales_receipts: RECEIPT,
  refund_receipts: RECEIPT,
  credit_memos: [...SALE, ...words('RemainingCredit PaymentMethodRef SalesTermRef')],
  deposits: [...TRANSACTION, ...words('DepositToAccountRef CashBack TxnTaxDetail GlobalTaxCalculation')],
  journal_entries: [...TRANSACTION, ...words('Adjustment TxnTaxDetail GlobalTaxCalculation')],
  transfers: [...TRANSACTION, ...words('FromAccountRef ToAccountRef Amount ClassRef TransferEx')],
  bill_payments: [...TRANSACTION, ...words('VendorRef VendorAddr APAccountRef PayType CheckPayment CreditCardPayment')],
  purchases: [
    ...TRANSACTION,
    ...words('AccountRef PaymentMethodRef PaymentRefNum PaymentType EntityRef Credit TxnTaxDetail Memo PrintStatus'),
  ],
  bills: [...TRANSACTION, ...words('VendorRef APAccountRef DueDate SalesTermRef Balance TxnTaxDetail VendorAddr')],
  estimates: [...SALE, ...words('TxnStatus ExpirationDate AcceptedBy AcceptedDate SalesTermRef DueDate')],
};

const LONGEST: Readonly<Record<string, number>> = { PrivateNote: 4000, PaymentRefNum: 21 };

/** @throws QuickBooksFault for a property that the entity does not have, and for one that is too long */
export function checkProperties(stream: StreamName, fields: Record<string, unknown>): void {
  const unknown = Object.keys(fields).find((name) => !SYSTEM.includes(name) && !PROPERTIES[stream].includes(name));
  if (unknown !== undefined) throw unsupportedProperty(unknown);
  for (const [name, longest] of Object.entries(LONGEST)) {
    const text = fields[name];
    if (typeof text === 'string' && text.length > longest) throw tooLong(longest, name);
  }
}
