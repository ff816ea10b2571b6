import type { Connection } from '../../connection.js';

const DASHBOARDS: Readonly<Record<Connection['environment'], string>> = {
  production: 'https://app.squareup.com/dashboard',
  sandbox: 'https://app.squareupsandbox.com/dashboard',
};

const PAGES: Readonly<Record<string, string>> = {
  customer: 'customers/directory/customer',
  catalog: 'items/library',
};

/** The page of an object in the dashboard of its account. */
export function dashboardUrl(
  { environment }: Pick<Connection, 'environment'>,
  target: string,
  externalId: string,
): string | null {
  const page = PAGES[target];
  return page === undefined ? null : `${DASHBOARDS[environment]}/${page}/${encodeURIComponent(externalId)}`;
}
