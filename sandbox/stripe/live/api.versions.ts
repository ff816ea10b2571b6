import Stripe from 'stripe';
import type { SandboxRequest } from '../../common/http.server.js';
import { badRequest } from '../stripe.errors.js';

/** The one that the answers are built in. https://docs.stripe.com/upgrades */
export const NEWEST = Stripe.API_VERSION;

const KNOWN = new Set([
  ...'2015-10-16 2016-07-06 2017-06-05 2018-05-21 2018-11-08 2019-05-16 2019-10-17 2019-12-03 2020-03-02'.split(' '),
  ...'2020-08-27 2022-08-01 2022-11-15 2023-08-16 2023-10-16 2024-04-10 2024-06-20'.split(' '),
  ...released('acacia', '2024-09-30 2024-10-28 2024-11-20 2024-12-18 2025-01-27 2025-02-24'),
  ...released('basil', '2025-03-31 2025-04-30 2025-05-28 2025-06-30 2025-07-30 2025-08-27'),
  ...released('clover', '2025-09-30 2025-10-29 2025-11-17 2025-12-15 2026-01-28 2026-02-25'),
  ...released('dahlia', '2026-03-25 2026-04-22 2026-05-27 2026-06-24 2026-07-29 2026-08-26'),
  ...released('endive', '2026-09-30 2026-10-28 2026-11-18'),
  NEWEST,
]);

/** The version that a call asks for, or that of its account. */
export function versionOf({ headers }: SandboxRequest, ofAccount: string): string {
  const asked = headers['stripe-version'];
  return typeof asked === 'string' ? knownVersion(asked) : ofAccount;
}

export function knownVersion(version: string): string {
  if (KNOWN.has(version)) return version;
  throw badRequest(`Invalid Stripe API version: ${version}`, undefined, 'invalid_api_version');
}

function released(name: string, dates: string): string[] {
  return dates.split(' ').map((date) => `${date}.${name}`);
}
