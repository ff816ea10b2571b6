import { Stripping } from '../../stripping/stripping.js';

/** Who is made inactive is no tombstone: only who was merged into another is not there any more. */
const ERASED = ['customers', 'vendors'];

/**
 * What QuickBooks sends and must not be stored: tax ids of people and companies, in the countries that it is sold in.
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
    },
    // Employer and social security numbers.
    messages: [/\b\d{2}-\d{7}\b/g, /\b\d{3}-\d{2}-\d{4}\b/g],
  },
  ERASED,
);
