import { Stripping } from '../../stripping/stripping.js';

/** Who is made inactive is no tombstone: only who was merged into another is not there any more. */
const ERASED = ['customers', 'vendors'];

/**
 * What QuickBooks sends and must not be stored: tax ids of people and companies, in the countries that it is sold in,
 * numbers of bank accounts and cards, and names of buyers outside their customers.
 * https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/vendor
 */
export const QUICKBOOKS_STRIPPED = new Stripping(
  {
    members: {
      // Customers.
      PrimaryTaxIdentifier: 'remove',
      SecondaryTaxIdentifier: 'remove',
      ResaleNum: 'remove',
      // Vendors.
      TaxIdentifier: 'remove',
      BusinessNumber: 'remove',
      GSTIN: 'remove',
      // Employees.
      SSN: 'remove',
      // The company and the agencies that it pays.
      EmployerId: 'remove',
      TaxRegistrationNumber: 'remove',
      // Bank accounts of the company and of its vendors.
      BankNum: 'lastFour',
      BankAccountNumber: 'lastFour',
      BankBranchIdentifier: 'remove',
    },
    // Of cards and checks that a payment was made with. By themselves the names are those of many other things.
    texts: [
      {
        mark: 'CreditChargeInfo',
        pattern: /("CreditChargeInfo"\s*:\s*\{[^{}]*?"Number"\s*:\s*")[^"]*?(\w{4}")/g,
        replacement: '$1$2',
      },
      // `CheckPayment` of a payment; of a bill payment `CheckDetail`, within a `CheckPayment` of another form.
      ...['CheckPayment', 'CheckDetail'].map((mark) => ({
        mark,
        pattern: new RegExp(`("${mark}"\\s*:\\s*\\{[^{}]*?"AcctNum"\\s*:\\s*")[^"]*?(\\w{4}")`, 'g'),
        replacement: '$1$2',
      })),
      // A document that names the customer of a buyer says who it is. It is not read again when the buyer is erased.
      ...['CustomerRef', 'EntityRef'].map((mark) => ({
        mark,
        pattern: new RegExp(
          `("${mark}"\\s*:\\s*\\{[^{}]*?"name"\\s*:\\s*")(?:[^"\\\\]|\\\\.)*?(\\[[a-z2-7]{10}\\]")`,
          'g',
        ),
        replacement: '$1Buyer $2',
      })),
    ],
    // Employer and social security numbers.
    messages: [/\b\d{2}-\d{7}\b/g, /\b\d{3}-\d{2}-\d{4}\b/g],
  },
  ERASED,
);
