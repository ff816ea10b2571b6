/** Why every call is refused: the subscription ended, or the user may not. */
type Refusal = '6190' | '120' | '5020';

/** What a company does that no object of it shows. Much of it is not known of Intuit for certain, so tests set it. */
export interface CompanySettings {
  /** Whether names that differ by the case of their letters alone are the same. */
  nameCase: 'ignored' | 'kept';
  /** Whether names that differ by blanks around them are the same. */
  nameBlanks: 'ignored' | 'kept';
  /** Whether inactive names are marked with ` (deleted)`, and so are free. */
  inactiveNames: 'marked' | 'kept';
  /** Names that employees have; they share the list of customers and vendors. */
  employees: readonly string[];
  /** What becomes of a number that is used already, unless the request allows it. */
  usedNumber: 'refused' | 'accepted';
  usedNumberCode: '6140' | '6210';
  /** What becomes of a number that is sent although the company numbers by itself. */
  sentNumber: 'replaced' | 'kept';
  /** What a request gets whose `requestid` was used: the first answer, an error 600, or its work once more. */
  requestIds: 'honoured' | 'refused' | 'ignored';
  closedPeriodCode: '6210' | '5010';
  /** What becomes of a change of a transaction that refers to what was made inactive since. */
  inactiveReferences: 'kept' | 'refused';
  /** What sales must name: a class in each line or for the whole, a location. */
  required: readonly ('class' | 'location')[];
  /** Digits of a number before and after the point; null takes any. */
  digits: readonly [before: number, after: number] | null;
  /** Of automated sales tax. */
  salesTaxPercent: number;
  /** The plan's limits; null is none. */
  mostAccounts: number | null;
  mostClassesAndDepartments: number | null;
  refusal: Refusal | null;
  refuses: 'everything' | 'writes';
  /** With which 6190 comes. */
  suspendedStatus: 400 | 200;
  /** Properties that queries cannot name, beyond those that no company's can: `SalesReceipt.TotalAmt`. */
  notQueryable: readonly string[];
}

export const USUAL_SETTINGS: CompanySettings = {
  nameCase: 'ignored',
  nameBlanks: 'ignored',
  inactiveNames: 'marked',
  employees: [],
  usedNumber: 'refused',
  usedNumberCode: '6140',
  sentNumber: 'replaced',
  requestIds: 'honoured',
  closedPeriodCode: '6210',
  inactiveReferences: 'kept',
  required: [],
  digits: [10, 5],
  salesTaxPercent: 8.25,
  mostAccounts: null,
  mostClassesAndDepartments: null,
  refusal: null,
  refuses: 'everything',
  suspendedStatus: 400,
  notQueryable: [],
};

/** Values of the settings that are one of few words. */
export const CHOICES: Partial<Record<keyof CompanySettings, readonly (string | number | null)[]>> = {
  nameCase: ['ignored', 'kept'],
  nameBlanks: ['ignored', 'kept'],
  inactiveNames: ['marked', 'kept'],
  usedNumber: ['refused', 'accepted'],
  usedNumberCode: ['6140', '6210'],
  sentNumber: ['replaced', 'kept'],
  requestIds: ['honoured', 'refused', 'ignored'],
  closedPeriodCode: ['6210', '5010'],
  inactiveReferences: ['kept', 'refused'],
  refusal: ['6190', '120', '5020', null],
  refuses: ['everything', 'writes'],
  suspendedStatus: [400, 200],
};
