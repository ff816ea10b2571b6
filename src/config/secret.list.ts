import type { Environment } from './environment.schema.js';

export interface NamedSecret {
  /** The variable that holds it. */
  name: string;
  value: string;
  /** All spellings of it, to find the same secret in another variable. */
  forms: readonly string[];
}

const OWN = ['JWT_SECRET', 'INTERNAL_SERVICE_KEY', 'INTERNAL_SERVICE_SECRET', 'METRICS_TOKEN'] as const;
const NAME_OF_SECRET = /_(SECRET|KEY|TOKEN)$/;
const NO_SECRET: ReadonlySet<string> = new Set([...OWN, 'JWT_PUBLIC_KEY']);

/** Secrets that this platform makes for itself. */
export function ownSecrets(e: Environment): NamedSecret[] {
  const services = Object.values(e.INTERNAL_SERVICE_CREDENTIALS ?? {});
  return [
    ...OWN.flatMap((name) => named(name, e[name])),
    ...services.flatMap(({ key, secrets }) => named('INTERNAL_SERVICE_CREDENTIALS', [key, ...secrets])),
    ...(e.ENCRYPTION_KEYS ?? []).map(({ key }) => encryptionKey(key)),
  ];
}

/** Secrets that vendors issue. They are known by their names, so that a new variable is held to the rules as well. */
export function vendorSecrets(e: Environment): NamedSecret[] {
  const names = Object.keys(e).filter((name) => NAME_OF_SECRET.test(name) && !NO_SECRET.has(name));
  return names.flatMap((name) => named(name, e[name as keyof Environment]));
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

/** Somebody may have used the same bytes elsewhere, in whichever encoding. */
function encryptionKey(key: Buffer): NamedSecret {
  const value = key.toString('base64');
  const text = key.toString('utf8');
  const forms = [value, key.toString('base64url'), key.toString('hex')];
  return { name: 'ENCRYPTION_KEYS', value, forms: Buffer.from(text).equals(key) ? [...forms, text] : forms };
}
