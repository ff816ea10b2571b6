/**
 * An encrypted secret: a data key that is wrapped by one of ENCRYPTION_KEYS, and the text encrypted with that data key.
 */
export interface Sealed {
  kid: string;
  wrappedKey: Buffer;
  ciphertext: Buffer;
}

/**
 * The place of a secret. It is authenticated with the secret, so that a row copied to another place cannot be
 * decrypted.
 */
export interface SecretPlace {
  /** `null`: the secret belongs to no tenant. */
  tenantId: string | null;
  ownerId: string;
  field: string;
}
