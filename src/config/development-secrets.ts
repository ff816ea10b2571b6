/**
 * Secrets of a first clone. They are published, so they protect nothing: production refuses to start with any of them.
 * The same values are in `.env.example`.
 */
export const DEVELOPMENT_SECRETS = {
  JWT_SECRET: 'development-only-jwt-secret-change-me-0001',
  INTERNAL_SERVICE_KEY: 'development-only-internal-key-change-me-0001',
  INTERNAL_SERVICE_SECRET: 'development-only-internal-secret-change-me',
  ENCRYPTION_KEYS: 'dev:ZGV2ZWxvcG1lbnQtb25seS1lbmNyeXB0aW9uLWtleSE=',
} as const;

/** Smallest length of our own secrets. */
export const SECRET_MIN_BYTES = 32;

/** Smallest length of a vendor's secret. The vendor decides its length. */
export const VENDOR_SECRET_MIN_BYTES = 16;
