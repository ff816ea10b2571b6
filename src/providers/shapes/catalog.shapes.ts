import type { Address, Money } from './values.js';

/** What is sold, and where. */
export interface CatalogShapes {
  /** What is sold, and what it is sorted and adjusted by: `kind` tells which. */
  product: Money & {
    kind: 'product' | 'variation' | 'category' | 'tax' | 'discount' | 'option_list' | 'service' | 'stock';
    /** Of a variation: its product. Of a category: the one above it. */
    parentId: string | null;
    name: string | null;
    description: string | null;
    active: boolean;
    defaultPriceId: string | null;
    /** The seller's own number of it. */
    sku: string | null;
    url: string | null;
    metadata: Record<string, string>;
    createdAt: string | null;
  };
  price: Money & {
    productId: string | null;
    active: boolean;
    nickname: string | null;
    sku: string | null;
    /**
     * In minor units, as a decimal text: `0.25` is a quarter of a cent. `amountMinor` is `null` where this is no whole number.
     */
    unitAmountDecimal: string | null;
    /** Where the price depends on the quantity; the last one has no `upTo`. */
    tiers: { upTo: number | null; unitAmountMinor: number | null; flatAmountMinor: number | null }[];
    recurring: { interval: string; intervalCount: number } | null;
    createdAt: string | null;
  };
  discount: {
    name: string | null;
    code: string | null;
    percentOff: number | null;
    amountOffMinor: number | null;
    currency: string | null;
    active: boolean;
    couponId: string | null;
    /** From when on it cannot be used. */
    endsAt: string | null;
    maxUses: number | null;
    uses: number | null;
    createdAt: string | null;
  };
  tax_rate: {
    name: string | null;
    percentage: number | null;
    inclusive: boolean;
    active: boolean;
    /** Whom it is owed to. */
    agencyId: string | null;
    description: string | null;
    country: string | null;
    createdAt: string | null;
  };
  location: {
    name: string | null;
    status: string | null;
    address: Address | null;
    phone: string | null;
    email: string | null;
    currency: string | null;
    timezone: string | null;
    createdAt: string | null;
  };
  inventory: {
    productId: string | null;
    locationId: string | null;
    state: string | null;
    /** Decimal. */
    quantity: string | null;
    countedAt: string | null;
  };
  store: {
    audienceId: string | null;
    name: string | null;
    url: string | null;
    currency: string | null;
    createdAt: string | null;
  };
  payment_link: {
    url: string | null;
    active: boolean;
    currency: string | null;
    metadata: Record<string, string>;
  };
}
