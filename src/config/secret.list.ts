import type { Environment } from './environment.schema.js';
import type { ProviderConfig } from './provider.config.js';

export interface NamedSecret {
  /** Name of the variable that holds the secret. */
  name: string;
  value: string;
  /** All encodings of the secret, to find it in another variable. */
  forms: readonly string[];
}

const OWN = [
  'JWT_SECRET',
  'INTERNAL_SERVICE_KEY',
  'INTERNAL_SERVICE_SECRET',
  'METRICS_TOKEN',
  'PLATFORM_EVENTS_SECRET',
] as const;

/** Secrets that this platform creates for itself. */
export function ownSecrets(e: Environment): NamedSecret[] {
  const services = Object.values(e.INTERNAL_SERVICE_CREDENTIALS ?? {});
  return [
    ...OWN.flatMap((name) => named(name, e[name])),
    ...services.flatMap(({ key, secrets }) => named('INTERNAL_SERVICE_CREDENTIALS', [key, ...secrets])),
    ...(e.ENCRYPTION_KEYS ?? []).map(({ key }) => encryptionKey(key)),
  ];
}

/** Secrets that vendors issue. */
export function vendorSecrets(
  values: Readonly<Record<string, unknown>>,
  providers: readonly ProviderConfig[],
): NamedSecret[] {
  return providers.flatMap(({ secrets }) => secrets).flatMap((name) => named(name, values[name]));
}

/** Passwords of our infrastructure. Their length is not checked, but no other secret may equal them. */
export function passwords(e: Environment): NamedSecret[] {
  return named('REDIS_PASSWORD', e.REDIS_PASSWORD);
}

function named(name: string, given: unknown): NamedSecret[] {
  const values = (Array.isArray(given) ? given : [given]) as unknown[];
  return values
    .filter((value) => typeof value === 'string')
    .map((value) => ({ name, value, forms: [value, value.trim()] }));
}

/** The same bytes may also be used in another variable, in any encoding. */
function encryptionKey(key: Buffer): NamedSecret {
  const value = key.toString('base64');
  const text = key.toString('utf8');
  const forms = [value, key.toString('base64url'), key.toString('hex')];
  return { name: 'ENCRYPTION_KEYS', value, forms: Buffer.from(text).equals(key) ? [...forms, text] : forms };
}
