import type { MailchimpObject } from '../mailchimp.stream.js';
import { audienceId } from './audience.objects.js';
import { timestamp, type Dataset } from './dataset.js';
import { firstName, goods, lastName, locatedAddress, orderAddress, shopAddress } from './person.words.js';
import type { OrderFacts, StoreFacts } from './store.facts.js';

export const storeId = (data: Dataset, index: number): string => `store_${data.hex('stores', index, 3, 8)}`;

/** Ids of the shop's own system: the same ones recur in every store. */
export const customerId = (index: number): string => `cust_${index + 1}`;
export const productId = (index: number): string => `prod_${index + 1}`;
export const orderId = (index: number): string => `order_${1001 + index}`;

/** The index behind such an id, if it looks like one. */
export function indexIn(prefix: string, first: number, id: string): number | undefined {
  const digits = id.startsWith(prefix) ? id.slice(prefix.length) : '';
  return /^[1-9]\d{0,9}$/.test(digits) && Number(digits) >= first ? Number(digits) - first : undefined;
}

export function store(facts: StoreFacts): MailchimpObject {
  const { data, index, currency } = facts;
  return {
    id: storeId(data, index),
    list_id: audienceId(data, index % data.counts.audiences),
    name: `Sandbox Box Office ${index + 1}`,
    platform: 'Sandbox',
    domain: `shop${index + 1}.example.com`,
    is_syncing: false,
    email_address: 'shop@example.com',
    currency_code: currency,
    money_format: currency,
    primary_locale: 'en',
    timezone: 'Etc/UTC',
    phone: '',
    address: locatedAddress(data.hash('stores', index, 20)),
    list_is_active: true,
    created_at: timestamp(data.createdFrom + index * 60),
    updated_at: timestamp(data.createdFrom + index * 60),
  };
}

/** @param email the contact's, where the shopper is one */
export function customer(facts: StoreFacts, index: number, email: string): MailchimpObject {
  const hash = facts.customerHash(index, 21);
  const { orders, total } = facts.purchases(index);
  const createdAt = facts.customerCreatedAt(index);
  return {
    id: customerId(index),
    email_address: email,
    sms_phone_number: '',
    opt_in_status: hash % 3 !== 0,
    company: hash % 12 === 0 ? `${lastName(hash)} Ltd` : '',
    first_name: firstName(hash),
    last_name: lastName(hash),
    orders_count: orders,
    total_spent: facts.decimal(total),
    address: shopAddress(hash),
    created_at: timestamp(createdAt),
    updated_at: timestamp(createdAt),
  };
}

export function product(facts: StoreFacts, index: number): MailchimpObject {
  const hash = facts.productHash(index, 21);
  const id = productId(index);
  const title = `${goods(hash)} ${index + 1}`;
  const createdAt = facts.data.time((0.5 * index) / Math.max(1, facts.products));
  const url = `https://shop.example.com/p/${id}`;
  const times = { created_at: timestamp(createdAt), updated_at: timestamp(createdAt) };
  return {
    id,
    currency_code: facts.currency,
    title,
    handle: title.toLowerCase().replaceAll(' ', '-'),
    url,
    description: `${title}, as sold at the box office.`,
    type: hash % 2 === 0 ? 'Ticket' : 'Merchandise',
    vendor: 'Sandbox Venue',
    image_url: '',
    variants: [
      {
        id: `${id}_a`,
        title,
        url,
        sku: `SKU-${1000 + index}`,
        price: facts.decimal(facts.price(index)),
        inventory_quantity: hash % 500,
        image_url: '',
        backorders: '0',
        visibility: 'visible',
        ...times,
      },
    ],
    images: [],
    published_at_foreign: timestamp(createdAt),
  };
}

/** `customer` is put in when the order is shown, as the customer then is. */
export function order(facts: StoreFacts, index: number): MailchimpObject {
  const order = facts.order(index);
  const hash = facts.orderHash(index, 21);
  const id = orderId(index);
  const buyer = facts.customerHash(order.customer, 21);
  const address = orderAddress(hash, `${firstName(buyer)} ${lastName(buyer)}`);
  const at = timestamp(order.orderedAt);
  return {
    id,
    customer: { id: customerId(order.customer) },
    store_id: storeId(facts.data, facts.index),
    campaign_id: '',
    landing_site: '',
    financial_status: order.cancelled ? 'cancelled' : 'paid',
    fulfillment_status: hash % 3 === 0 ? '' : 'shipped',
    currency_code: facts.currency,
    order_total: facts.decimal(order.total),
    order_url: `https://shop.example.com/orders/${id}`,
    discount_total: facts.decimal(order.discount),
    tax_total: facts.decimal(order.tax),
    shipping_total: facts.decimal(order.shipping),
    tracking_code: '',
    processed_at_foreign: at,
    cancelled_at_foreign: order.cancelled ? at : '',
    updated_at_foreign: at,
    shipping_address: address,
    billing_address: address,
    promos: [],
    lines: linesOf(facts, order),
    tracking_number: '',
    tracking_carrier: '',
    tracking_url: '',
  };
}

function linesOf(facts: StoreFacts, order: OrderFacts): MailchimpObject[] {
  return order.lines.map((line, at) => {
    const id = productId(line.product);
    const title = `${goods(facts.productHash(line.product, 21))} ${line.product + 1}`;
    return {
      id: String(at + 1),
      product_id: id,
      product_title: title,
      product_variant_id: `${id}_a`,
      product_variant_title: title,
      image_url: '',
      quantity: line.quantity,
      price: facts.decimal(line.price),
      discount: facts.decimal(line.discount),
    };
  });
}
