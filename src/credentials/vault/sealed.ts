/** A secret at rest: its own data key, wrapped by one of ENCRYPTION_KEYS, and the text under that data key. */
export interface Sealed {
  kid: string;
  wrappedKey: Buffer;
  ciphertext: Buffer;
}

/** Where a secret belongs. Bound into it, so that a row copied elsewhere does not open. */
export interface SecretPlace {
  /** `null`: it belongs to no tenant. */
  tenantId: string | null;
  ownerId: string;
  field: string;
}
