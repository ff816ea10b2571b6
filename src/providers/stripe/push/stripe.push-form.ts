import type { StoredRequest } from '../../push.port.js';

/** What a stored request says, by the names of its form: `metadata[hub_ref]`. */
export function formOf({ body }: Pick<StoredRequest, 'body'>): URLSearchParams {
  return new URLSearchParams(body.toString('utf8'));
}

export const metadataName = (name: string): string => `metadata[${name}]`;
