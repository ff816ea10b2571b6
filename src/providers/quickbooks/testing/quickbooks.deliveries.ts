/** Bodies as Intuit sends them, byte for byte; two companies in one delivery, whose numbers are beyond 2^53. */
export const CLOUD_EVENTS = JSON.stringify([
  {
    specversion: '1.0',
    id: '88cd52aa-33b6-4351-9aa4-47572edbd068',
    source: 'intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=',
    type: 'qbo.customer.updated.v1',
    datacontenttype: 'application/json',
    time: '2026-11-23T02:13:10.179851517Z',
    intuitentityid: '63',
    intuitaccountid: '9341457021722202',
    data: {},
  },
  {
    specversion: '1.0',
    id: '0b0f6f5c-2f5b-4f6e-9a51-0e0a5b7b2f11',
    source: 'intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=',
    type: 'qbo.invoice.created.v1',
    datacontenttype: 'application/json',
    time: '2026-11-23T02:13:10.179851517Z',
    intuitentityid: '130',
    intuitaccountid: '9341457021722202',
    data: {},
  },
  {
    specversion: '1.0',
    id: '5a2cc1d0-97d3-4e9b-8d0f-3a6c55a4f222',
    source: 'intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=',
    type: 'qbo.payment.updated.v1',
    datacontenttype: 'application/json',
    time: '2026-11-23T02:13:10.179851517Z',
    intuitentityid: '77',
    intuitaccountid: '4620816365001234567',
    data: {},
  },
]);

export const MERGED = JSON.stringify([
  {
    specversion: '1.0',
    id: 'af3b-Customer-123',
    source: 'intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=',
    type: 'qbo.customer.merged.v1',
    datacontenttype: 'application/json',
    time: '2026-11-23T02:13:10.179851517Z',
    intuitentityid: '123',
    intuitaccountid: '9341457021722202',
    data: { deletedid: '27' },
  },
  {
    specversion: '1.0',
    id: 'b-1',
    source: 'intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=',
    type: 'qbo.invoice.void.v1',
    datacontenttype: 'application/json',
    time: '2026-11-23T02:13:10.179851517Z',
    intuitentityid: '131',
    intuitaccountid: '9341457021722202',
    data: {},
  },
  {
    specversion: '1.0',
    id: 'b-2',
    source: 'intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=',
    type: 'qbo.invoice.voided.v1',
    datacontenttype: 'application/json',
    time: '2026-11-23T02:13:10.179851517Z',
    intuitentityid: '132',
    intuitaccountid: '9341457021722202',
    data: {},
  },
  {
    specversion: '1.0',
    id: 'b-3',
    source: 'intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=',
    type: 'qbo.invoice.emailed.v1',
    datacontenttype: 'application/json',
    time: '2026-11-23T02:13:10.179851517Z',
    intuitentityid: '133',
    intuitaccountid: '9341457021722202',
    data: {},
  },
  {
    specversion: '1.0',
    id: 'b-4',
    source: 'intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=',
    type: 'qbo.changeorder.created.v1',
    datacontenttype: 'application/json',
    time: '2026-11-23T02:13:10.179851517Z',
    intuitentityid: '9',
    intuitaccountid: '9341457021722202',
    data: {},
  },
]);

export const LEGACY = JSON.stringify({
  eventNotifications: [
    {
      realmId: '9341457021722202',
      dataChangeEvent: {
        entities: [
          { name: 'Customer', id: '63', operation: 'Update', lastUpdated: '2026-11-23T02:13:10.000Z' },
          { name: 'Vendor', id: '56', operation: 'Merge', lastUpdated: '2026-11-23T02:13:11.000Z', deletedId: '29' },
        ],
      },
    },
    {
      realmId: '4620816365001234567',
      dataChangeEvent: {
        entities: [{ name: 'Payment', id: '77', operation: 'Void', lastUpdated: '2026-11-23T02:13:12.000Z' }],
      },
    },
  ],
});

export const UNICODE = JSON.stringify([
  {
    specversion: '1.0',
    id: 'u-1',
    source: 'intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=',
    type: 'qbo.customer.created.v1',
    datacontenttype: 'application/json',
    time: '2026-11-23T02:13:10.179851517Z',
    intuitentityid: '64',
    intuitaccountid: '9341457021722202',
    data: { displayName: 'Café Zoë' },
  },
]);
