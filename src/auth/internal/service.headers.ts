/** Headers that an internal service sends with every request. */
export const SERVICE_HEADERS = {
  key: 'x-internal-service-key',
  service: 'x-service-name',
  timestamp: 'x-request-timestamp',
  signature: 'x-request-signature',
  tenant: 'x-tenant-id',
  version: 'x-signature-version',
  nonce: 'x-request-nonce',
} as const;

export const SERVICE_HEADER_NAMES: ReadonlySet<string> = new Set(Object.values(SERVICE_HEADERS));

/** Any of these headers marks the request of a service. A gateway may add the other headers to any request. */
export const SERVICE_CREDENTIAL_HEADERS = [
  SERVICE_HEADERS.key,
  SERVICE_HEADERS.service,
  SERVICE_HEADERS.signature,
] as const;
