import { createPublicKey, type KeyObject } from 'node:crypto';

const CURVES: Readonly<Record<string, string>> = { ES256: 'prime256v1', ES384: 'secp384r1' };

/** @throws Error when the PEM holds no public key for this algorithm. */
export function verificationKey(pem: string, algorithm: string): KeyObject {
  const key = createPublicKey(pem);
  if (!verifies(key, algorithm)) throw new Error(`a key of type ${key.asymmetricKeyType} does not verify ${algorithm}`);
  return key;
}

function verifies(key: KeyObject, algorithm: string): boolean {
  if (algorithm.startsWith('RS')) return key.asymmetricKeyType === 'rsa';
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === CURVES[algorithm];
}
