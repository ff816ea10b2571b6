import { packageInfo } from '../../config/package.info.js';

/** Who calls, for a vendor that has a question: product, version, and where to reach its operator. */
export function userAgent(contact: string): string {
  const { name, version } = packageInfo();
  return `${name}/${version} (+${contact})`;
}
