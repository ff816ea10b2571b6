import { pagePolicy } from '../../../common/content-security-policy.js';

/**
 * Hashes of the styles that the scripts of Bull Board 9.10.1 add to the page: the colours of an icon, and the hidden
 * scrollbars of its menus. The spec compares them with the scripts, so that an upgrade is noticed.
 */
export const SCRIPTED_STYLES = [
  'sha256-r2N1TB/gHbBtBZFKg7ejmq1acVSREzucTAEw6ga4hoU=',
  'sha256-kLmvWqfziFavKtqHqRsb90f006UAK2Dmd0It5Iz2KFA=',
];

/** @param html the page as it is sent; absent for its files, of which a worker follows the policy it came with */
export function boardPolicy(html?: string): string {
  return pagePolicy(html, SCRIPTED_STYLES);
}
