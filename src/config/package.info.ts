import { existsSync, readFileSync } from 'node:fs';

export interface PackageInfo {
  name: string;
  version: string;
}

/**
 * Name and version from the nearest `package.json` above this file. Works from the source, from `dist` and in an image.
 */
export function packageInfo(from = new URL('.', import.meta.url)): PackageInfo {
  const file = new URL('package.json', from);
  const above = new URL('..', from);
  if (!existsSync(file) && above.href !== from.href) return packageInfo(above);
  const { name, version } = JSON.parse(readFileSync(file, 'utf8')) as PackageInfo;
  return { name, version };
}
