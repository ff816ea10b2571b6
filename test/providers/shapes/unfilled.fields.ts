const line = (path: string, ...fields: string[]) => fields.map((field) => `${path}[].${field}`);
const WHOLE_LINE = [
  'id',
  'productId',
  'priceId',
  'description',
  'quantity',
  'unitAmountMinor',
  'taxMinor',
  'discountMinor',
  'totalMinor',
  'metadata',
];

/** Fields of the shapes that a provider does not fill: by provider, and by the reason. */
export const UNFILLED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  stripe: {
    'Stripe knows no opt-out of its customers': ['customer.unsubscribed'],
    'Stripe dates what happens to the second, and has no day of the books': [
      'payment.date',
      'refund.date',
      'transfer.date',
    ],
    'Stripe has neither orders nor places of sale': [
      'payment.locationId',
      'payment.orderId',
      'refund.locationId',
      'refund.orderId',
    ],
    'a product has prices of its own, and neither number nor product above it': [
      'price.sku',
      'product.amountMinor',
      'product.currency',
      'product.parentId',
      'product.sku',
    ],
    'what is given back of a fee is in the ledger entry of the refund': ['refund.feeRefundedMinor'],
    'a tax rate names its jurisdiction only': ['tax_rate.agencyId'],
    'a transfer comes from the account that is asked': ['transfer.sourceAccountId'],
  },
  square: {
    'a bank account does not say when it was linked': ['bank_account.createdAt'],
    'a customer has no currency': ['customer.currency'],
    'Square has payments, and no charges beside them': [
      'dispute.chargeId',
      'payment.latestChargeId',
      'refund.chargeId',
    ],
    'what a dispute costs is an entry of a payout': ['dispute.feeMinor'],
    'lines, subtotal and tax of an invoice are those of its order': [
      'invoice.subtotalMinor',
      'invoice.taxMinor',
      ...line('invoice.lines', ...WHOLE_LINE),
    ],
    'a line names the variation that was sold, which has its price': [
      ...line('order.lines', 'priceId'),
      ...line('order.returns[].lines', 'priceId'),
    ],
    'lines that came back have no metadata': line('order.returns[].lines', 'metadata'),
    'a payment names its order, and the invoice of that order does so too': [
      'payment.invoiceId',
      ...line('payment.appliedTo', 'amountMinor', 'id', 'type'),
    ],
    'Square dates what happens to the millisecond, and has no day of the books': ['payment.date', 'refund.date'],
    'Square says of a payout or a refund that it failed, and not why': [
      'payout.failureCode',
      'payout.failureReason',
      'refund.failureReason',
    ],
    'Square does not say whether somebody asked for a payout': ['payout.automatic'],
    'an entry of a payout is the ledger entry itself': [
      'payout.ledgerEntryId',
      'payout_entry.ledgerEntryId',
      'refund.ledgerEntryId',
    ],
  },
  mailchimp: {
    'Mailchimp does not say since when it asks for a field or an interest': [
      'contact_field.createdAt',
      'interest.createdAt',
    ],
    "a shop's customer has neither currency nor metadata": ['customer.currency', 'customer.metadata'],
    'Mailchimp has no metadata of orders and products': [
      'order.metadata',
      'product.metadata',
      ...line('order.lines', 'metadata'),
    ],
    'tax is told of the whole order': line('order.lines', 'taxMinor'),
    'Mailchimp is told of orders, and not of what was paid, tipped or brought back': [
      'order.tipMinor',
      ...line('order.returns', 'sourceOrderId', 'totalMinor'),
      ...line('order.returns[].lines', ...WHOLE_LINE),
      ...line('order.tenders', 'amountMinor', 'brand', 'id', 'last4', 'method', 'paymentId', 'tipMinor'),
    ],
    'variants are within their product': ['product.parentId'],
  },
  quickbooks: {
    'QuickBooks has custom fields, and no metadata': [
      'customer.metadata',
      'payment.metadata',
      'product.metadata',
      'refund.metadata',
      ...['bill', 'invoice', 'purchase', 'receipt'].flatMap((shape) => line(`${shape}.lines`, 'metadata')),
    ],
    'an item has one price, which is its own': [
      'product.defaultPriceId',
      ...['bill', 'invoice', 'purchase', 'receipt'].flatMap((shape) => line(`${shape}.lines`, 'priceId')),
    ],
    'books know no opt-out of a customer': ['customer.unsubscribed'],
    'invoices that come back are made by QuickBooks, which does not say from which template': [
      'invoice.subscriptionId',
    ],
    'books record what was paid, and not by whom it was processed': [
      'payment.applicationFeeMinor',
      'payment.latestChargeId',
      'payment.netMinor',
      'payment.orderId',
      'payment.processingFeeMinor',
      'payment.tipMinor',
      'refund.failureReason',
      'refund.feeRefundedMinor',
      'refund.ledgerEntryId',
      'refund.orderId',
    ],
    'of a card nothing is kept but that it was one': ['payment.brand', 'payment.last4'],
    'the price of an item is in the currency of the company': ['product.currency'],
    'an item has no page of its own': ['product.url'],
    'a tax rate names its agency, and no country': ['tax_rate.country'],
  },
};
