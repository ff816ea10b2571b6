import { campaign, campaignId } from '../dataset/campaign.objects.js';
import { timestamp } from '../dataset/dataset.js';
import { goods, orderAddress, shopAddress } from '../dataset/person.words.js';
import { hashText } from '../../common/seeded.random.js';
import type { MailchimpAccount } from '../live/mailchimp.account.js';
import type { MailchimpAudience } from '../live/mailchimp.audience.js';
import type { MailchimpStore } from '../live/mailchimp.store.js';
import type { MailchimpObject } from '../mailchimp.stream.js';

/** A draft. */
export function newCampaign(
  account: MailchimpAccount,
  audience: MailchimpAudience,
  index: number,
  at: number,
): MailchimpObject {
  const facts = { index, audience: audience.index, createdAt: at, status: 'save', sentAt: 0 } as const;
  return { ...campaign(account.data, facts, 0), id: campaignId(account.data, index) };
}

export function newCustomer(id: string, at: number): MailchimpObject {
  const hash = hashText(id);
  return {
    id,
    email_address: `${id}@example.org`,
    sms_phone_number: '',
    opt_in_status: false,
    company: '',
    first_name: 'New',
    last_name: 'Customer',
    orders_count: 0,
    total_spent: 0,
    address: shopAddress(hash),
    created_at: timestamp(at),
    updated_at: timestamp(at),
  };
}

export function newProduct(store: MailchimpStore, id: string, at: number): MailchimpObject {
  const hash = hashText(id);
  const title = `${goods(hash)} (new)`;
  const url = `https://shop.example.com/p/${id}`;
  const variant = {
    id: `${id}_a`,
    title,
    url,
    sku: id.toUpperCase(),
    price: store.facts.decimal(1000 + (hash % 90) * 100),
    inventory_quantity: hash % 500,
    image_url: '',
    backorders: '0',
    visibility: 'visible',
    created_at: timestamp(at),
    updated_at: timestamp(at),
  };
  return {
    id,
    currency_code: store.facts.currency,
    title,
    handle: id,
    url,
    description: title,
    type: 'Ticket',
    vendor: 'Sandbox Venue',
    image_url: '',
    variants: [variant],
    images: [],
    published_at_foreign: timestamp(at),
  };
}

/** Two pieces of one product for one customer of the store. */
export function newOrder(store: MailchimpStore, id: string, at: number): MailchimpObject {
  const hash = hashText(id);
  const customers = store.customers.order();
  const products = store.products.order();
  if (customers.length === 0 || products.length === 0) throw new Error('an order needs a customer and a product');
  const customer = store.customers.at(customers.indexAt(hash % customers.length))!;
  const product = store.products.at(products.indexAt((hash >>> 7) % products.length))!;
  const variant = (product.variants as MailchimpObject[])[0]!;
  const address = orderAddress(hash, `${String(customer.first_name)} ${String(customer.last_name)}`);
  return {
    id,
    customer: { id: customer.id },
    store_id: store.id,
    campaign_id: '',
    landing_site: '',
    financial_status: 'paid',
    fulfillment_status: '',
    currency_code: store.facts.currency,
    order_total: 0,
    order_url: `https://shop.example.com/orders/${id}`,
    discount_total: 0,
    tax_total: 0,
    shipping_total: store.facts.decimal(500),
    tracking_code: '',
    processed_at_foreign: timestamp(at),
    cancelled_at_foreign: '',
    updated_at_foreign: timestamp(at),
    shipping_address: address,
    billing_address: address,
    promos: [],
    lines: [
      {
        id: '1',
        product_id: product.id,
        product_title: product.title,
        product_variant_id: variant.id,
        product_variant_title: variant.title,
        image_url: '',
        quantity: 2,
        price: variant.price,
        discount: 0,
      },
    ],
    tracking_number: '',
    tracking_carrier: '',
    tracking_url: '',
  };
}
