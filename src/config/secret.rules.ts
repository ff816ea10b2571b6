import { DEVELOPMENT_SECRETS, SECRET_MIN_BYTES, VENDOR_SECRET_MIN_BYTES } from './development-secrets.js';
import type { Environment } from './environment.schema.js';
import { ownSecrets, passwords, type NamedSecret } from './secret.list.js';

/**
 * Rules: secrets are long, not published, and each is used for one purpose.
 * @param vendors secrets that vendors issue
 */
export function secretProblems(e: Environment, vendors: readonly NamedSecret[]): string[] {
  return [
    ...short(ownSecrets(e), SECRET_MIN_BYTES),
    ...short(vendors, VENDOR_SECRET_MIN_BYTES),
    ...samplesIn(e, vendors).map((name) => `${name} must not be a published sample`),
    ...shared(e, vendors),
    ...encryptionKeyProblems(e),
  ];
}

/** Names of the variables that hold a published sample. A sample is refused in every variable, not only in its own. */
export function samplesIn(e: Environment, vendors: readonly NamedSecret[]): string[] {
  const published = new Set<string>(Object.values(DEVELOPMENT_SECRETS).flatMap(formsOfSample));
  const secrets = [...ownSecrets(e), ...vendors];
  return unique(secrets.filter(({ forms }) => forms.some((form) => published.has(form))).map(({ name }) => name));
}

function formsOfSample(sample: string): string[] {
  const key = sample.split(':')[1];
  return key ? [sample, key, Buffer.from(key, 'base64').toString('utf8')] : [sample];
}

function short(secrets: readonly NamedSecret[], bytes: number): string[] {
  const found = secrets.filter(({ value }) => Buffer.byteLength(value) < bytes);
  return unique(found.map(({ name }) => `${name} must be at least ${bytes} bytes`));
}

/**
 * Each of our secrets must differ from all others, including those of vendors, so that a leak of one reveals no other.
 */
function shared(e: Environment, vendors: readonly NamedSecret[]): string[] {
  const holders = new Map<string, string>();
  for (const { name, forms } of [...vendors, ...passwords(e)]) {
    for (const form of forms) holders.set(form, name);
  }
  const problems: string[] = [];
  for (const { name, forms } of ownSecrets(e)) {
    const other = forms.map((form) => holders.get(form)).find((holder) => holder !== undefined);
    if (other === name) problems.push(`${name} must not contain the same secret twice`);
    else if (other) problems.push(`${name} must differ from ${other}`);
    for (const form of forms) holders.set(form, name);
  }
  return unique(problems);
}

function encryptionKeyProblems({ ENCRYPTION_KEYS: keys = [] }: Environment): string[] {
  const problems: string[] = [];
  if (new Set(keys.map(({ kid }) => kid)).size < keys.length) {
    problems.push('ENCRYPTION_KEYS must not use one kid for two keys');
  }
  if (keys.some(({ key }) => key.every((byte) => byte === key[0]))) {
    problems.push('ENCRYPTION_KEYS must be random bytes, not one byte repeated');
  }
  return problems;
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
