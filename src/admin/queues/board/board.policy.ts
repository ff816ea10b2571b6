import { pagePolicy } from '../../../common/content-security-policy.js';

/**
 * Hashes of the styles that the scripts of Bull Board 9.10.1 add to the page: the colours of an icon, and the hidden
 * scrollbars of its menus. The spec compares the hashes with the scripts, so an upgrade that changes them fails the
 * spec.
 */
export const SCRIPTED_STYLES = [
  'sha256-r2N1TB/gHbBtBZFKg7ejmq1acVSREzucTAEw6ga4hoU=',
  'sha256-kLmvWqfziFavKtqHqRsb90f006UAK2Dmd0It5Iz2KFA=',
];

/**
 * @param html the page that is sent; absent for its files. They have a policy because a worker follows the one of its file
 */
export function boardPolicy(html?: string): string {
  return pagePolicy(html, SCRIPTED_STYLES);
}
