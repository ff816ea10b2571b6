import type { Connection } from '../../connection.js';
import type { SquareTargetName } from './square.push-targets.js';

const DASHBOARDS: Readonly<Record<Connection['environment'], string>> = {
  production: 'https://app.squareup.com/dashboard',
  sandbox: 'https://app.squareupsandbox.com/dashboard',
};

const PAGES: Readonly<Record<SquareTargetName, string>> = {
  customer: 'customers/directory/customer',
  catalog: 'items/library',
};

/** The page of an object in the dashboard of its account. */
export function dashboardUrl(
  { environment }: Pick<Connection, 'environment'>,
  target: SquareTargetName,
  externalId: string,
): string {
  return `${DASHBOARDS[environment]}/${PAGES[target]}/${encodeURIComponent(externalId)}`;
}
