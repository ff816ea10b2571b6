import type { MailchimpObject, StreamName } from '../mailchimp.stream.js';
import { customer, indexIn, order, product, storeId } from '../dataset/store.objects.js';
import { StoreFacts } from '../dataset/store.facts.js';
import type { Dataset } from '../dataset/dataset.js';
import type { MailchimpAudience } from './mailchimp.audience.js';
import { ObjectCollection } from './object.collection.js';

/** One e-commerce store with its customers, orders and products. */
export class MailchimpStore {
  readonly id: string;
  readonly facts: StoreFacts;
  readonly customers: ObjectCollection;
  readonly orders: ObjectCollection;
  readonly products: ObjectCollection;

  constructor(
    data: Dataset,
    index: number,
    private readonly audience: MailchimpAudience,
  ) {
    const facts = (this.facts = new StoreFacts(data, index));
    this.id = storeId(data, index);
    this.customers = numbered('customers', facts.customers, 'cust_', 1, (at) => customer(facts, at, this.email(at)));
    this.orders = numbered('orders', facts.orders, 'order_', 1001, (at) => order(facts, at));
    this.products = numbered('products', facts.products, 'prod_', 1, (at) => product(facts, at));
  }

  /** Most shoppers are contacts of the store's audience. */
  private email(customerIndex: number): string {
    const { count } = this.audience.facts;
    const isContact = count > 0 && this.facts.customerHash(customerIndex, 22) % 5 > 0;
    return isContact ? this.audience.facts.email(customerIndex % count) : `guest.${customerIndex}@example.org`;
  }
}

function numbered(
  stream: StreamName,
  count: number,
  prefix: string,
  first: number,
  build: (index: number) => MailchimpObject,
): ObjectCollection {
  return new ObjectCollection(stream, {
    count,
    build,
    indexOf: (key) => {
      const index = indexIn(prefix, first, key);
      return index !== undefined && index < count ? index : undefined;
    },
  });
}
