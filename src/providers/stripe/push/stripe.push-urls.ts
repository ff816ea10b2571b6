import type { PushedAccount } from '../../push.port.js';

const DASHBOARD = 'https://dashboard.stripe.com';

const PAGES: Readonly<Record<string, string>> = { customer: 'customers', product: 'products', price: 'prices' };

/** The page of an object in the dashboard of its account. */
export function dashboardUrl(
  { environment, externalAccountId }: Pick<PushedAccount, 'environment' | 'externalAccountId'>,
  target: string,
  externalId: string,
): string | null {
  const page = PAGES[target];
  if (page === undefined) return null;
  const mode = environment === 'sandbox' ? 'test/' : '';
  return `${DASHBOARD}/${externalAccountId}/${mode}${page}/${encodeURIComponent(externalId)}`;
}
