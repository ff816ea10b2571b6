import { packageInfo } from '../../config/package.info.js';

/** Who calls, for a vendor that wants to ask why: product, version, and where to reach whoever runs it. */
export function userAgent(contact: string): string {
  const { name, version } = packageInfo();
  return `${name}/${version} (+${contact})`;
}
