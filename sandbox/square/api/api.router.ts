import { unknownRoute } from '../square.errors.js';
import type { ApiRoute } from './api.call.js';
import { CATALOG_READING } from './catalog.reading.js';
import { CATALOG_WRITING } from './catalog.writing.js';
import { CUSTOMER_READING } from './customer.reading.js';
import { CUSTOMER_WRITING } from './customer.writing.js';
import { EVENT_ROUTES } from './event.routes.js';
import { GIFT_CARD_ROUTES } from './gift-card.routes.js';
import { INVOICE_ROUTES } from './invoice.routes.js';
import { LOCATION_ROUTES } from './location.routes.js';
import { MONEY_ROUTES } from './money.routes.js';
import { ORDER_ROUTES } from './order.routes.js';
import { PAYMENT_ROUTES } from './payment.routes.js';
import { STOCK_ROUTES } from './stock.routes.js';
import { SUBSCRIPTION_ROUTES } from './subscription.routes.js';

export interface FoundRoute extends ApiRoute {
  ids: readonly string[];
}

const ROUTES: readonly ApiRoute[] = [
  ...LOCATION_ROUTES,
  ...CUSTOMER_READING,
  ...CUSTOMER_WRITING,
  ...CATALOG_READING,
  ...CATALOG_WRITING,
  ...ORDER_ROUTES,
  ...PAYMENT_ROUTES,
  ...INVOICE_ROUTES,
  ...MONEY_ROUTES,
  ...STOCK_ROUTES,
  ...GIFT_CARD_ROUTES,
  ...EVENT_ROUTES,
  ...SUBSCRIPTION_ROUTES,
];

/** By method and number of parts; of two that match, the one with fewer variable parts was listed under its own words. */
const BY_SHAPE = new Map<string, { parts: string[]; route: ApiRoute }[]>();

for (const route of ROUTES) {
  const parts = route.path.split('/');
  const shape = `${route.method} ${parts.length}`;
  BY_SHAPE.set(shape, [...(BY_SHAPE.get(shape) ?? []), { parts, route }]);
}
for (const routes of BY_SHAPE.values()) routes.sort((one, other) => variables(one.parts) - variables(other.parts));

export function routeFor(method: string, path: string): FoundRoute {
  const parts = path.split('/');
  for (const { parts: wanted, route } of BY_SHAPE.get(`${method} ${parts.length}`) ?? []) {
    if (!wanted.every((part, at) => part === ':id' || part === parts[at])) continue;
    const ids = parts.filter((part, at) => wanted[at] === ':id').map(decodeURIComponent);
    if (ids.every((id) => id !== '')) return { ...route, ids };
  }
  throw unknownRoute();
}

function variables(parts: readonly string[]): number {
  return parts.filter((part) => part === ':id').length;
}
