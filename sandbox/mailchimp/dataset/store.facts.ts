import type { Dataset } from './dataset.js';

/** Of five customers three have bought something. */
const GROUP = 5;
const BUYERS = 3;
const CURRENCIES = ['USD', 'EUR', 'JPY', 'GBP'];

export interface OrderLine {
  /** Index of the product in its store. */
  product: number;
  quantity: number;
  /** In minor units, as everything below. */
  price: number;
  discount: number;
}

export interface OrderFacts {
  customer: number;
  lines: OrderLine[];
  discount: number;
  tax: number;
  shipping: number;
  total: number;
  cancelled: boolean;
  orderedAt: number;
}

/** The relations and sums of one store; money is counted in minor units here and nowhere shown as such. */
export class StoreFacts {
  readonly currency: string;
  readonly customers: number;
  readonly orders: number;
  readonly products: number;
  private readonly firstCustomer: number;
  private readonly firstOrder: number;
  private readonly firstProduct: number;

  constructor(
    readonly data: Dataset,
    readonly index: number,
  ) {
    const { stores, customers, orders, products } = data.counts;
    const [customer, customerEnd] = data.range(customers, stores, index);
    const [order, orderEnd] = data.range(orders, stores, index);
    const [product, productEnd] = data.range(products, stores, index);
    this.currency = CURRENCIES[index % CURRENCIES.length]!;
    this.firstCustomer = customer;
    this.customers = customerEnd - customer;
    this.firstProduct = product;
    this.products = productEnd - product;
    this.firstOrder = order;
    this.orders = this.customers > 0 && this.products > 0 ? orderEnd - order : 0;
  }

  customerHash = (index: number, salt: number): number => this.data.hash('customers', this.firstCustomer + index, salt);
  productHash = (index: number, salt: number): number => this.data.hash('products', this.firstProduct + index, salt);
  orderHash = (index: number, salt: number): number => this.data.hash('orders', this.firstOrder + index, salt);

  /** Yen have no minor unit. */
  decimal(minor: number): number {
    return this.currency === 'JPY' ? minor : minor / 100;
  }

  price(product: number): number {
    const base = 500 + (this.productHash(product, 20) % 19_500);
    return base - (base % 100) + (this.currency === 'JPY' ? 0 : 99);
  }

  customerCreatedAt(index: number): number {
    return this.data.time((0.98 * index) / Math.max(1, this.customers));
  }

  order(index: number): OrderFacts {
    const hash = this.orderHash(index, 20);
    const customer = this.customerOf(index);
    const lines = Array.from({ length: 1 + (hash % 3) }, (_, line) => this.line(index, line));
    const goods = sum(lines.map((line) => line.price * line.quantity));
    const discount = sum(lines.map((line) => line.discount));
    const tax = Math.round(((goods - discount) * (hash % 4 === 0 ? 0 : 8)) / 100);
    const shipping = hash % 5 < 2 ? 0 : 500;
    const orderedAt = Math.max(
      this.customerCreatedAt(customer) + 60,
      this.data.time((index + ((hash >>> 6) & 255) / 256) / this.orders),
    );
    return {
      customer,
      lines,
      discount,
      tax,
      shipping,
      total: goods - discount + tax + shipping,
      cancelled: hash % 29 === 0,
      orderedAt: Math.min(this.data.createdTo, orderedAt),
    };
  }

  /** What the customer has ordered and not cancelled. */
  purchases(customer: number): { orders: number; total: number } {
    let [orders, total] = [0, 0];
    for (const index of this.ordersOf(customer)) {
      const order = this.order(index);
      if (order.cancelled) continue;
      orders += 1;
      total += order.total;
    }
    return { orders, total };
  }

  private get buyers(): number {
    return Math.floor(this.customers / GROUP) * BUYERS + Math.min(BUYERS, this.customers % GROUP);
  }

  private customerOf(order: number): number {
    const buyer = Math.floor((order * this.buyers) / this.orders);
    return Math.floor(buyer / BUYERS) * GROUP + (buyer % BUYERS);
  }

  private *ordersOf(customer: number): Generator<number> {
    if (customer >= this.customers || customer % GROUP >= BUYERS) return;
    const buyer = Math.floor(customer / GROUP) * BUYERS + (customer % GROUP);
    const end = Math.min(this.orders, Math.ceil(((buyer + 1) * this.orders) / this.buyers));
    for (let order = Math.ceil((buyer * this.orders) / this.buyers); order < end; order += 1) yield order;
  }

  private line(order: number, line: number): OrderLine {
    const hash = this.orderHash(order, 30 + line);
    const product = hash % this.products;
    const price = this.price(product);
    const quantity = 1 + ((hash >>> 7) % 4);
    const tenth = Math.round((price * quantity) / 10);
    return { product, quantity, price, discount: (hash >>> 11) % 6 === 0 ? tenth : 0 };
  }
}

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0);
