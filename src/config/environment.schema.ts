import { z } from 'zod';
import { limitsSchema } from './limits.config.js';
import { exactUrl, flag, headerText, list, text, url } from './variables.js';

const port = z.coerce.number().int().min(0).max(65_535);

export const ROLES = ['api', 'worker', 'scheduler'] as const;
export const JWT_ALGORITHMS = ['HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'ES256', 'ES384'] as const;

const NOT_DECODABLE = 'must be a URL whose user and password are percent-encoded if they contain % or @';

function isDecodable(value: string): boolean {
  try {
    const { username, password, pathname } = new URL(value);
    return [username, password, pathname].every((part) => decodeURIComponent(part) !== undefined);
  } catch {
    return false;
  }
}

const postgresUrl = z
  .url({ protocol: /^postgres(ql)?$/, error: 'must be a URL that begins with postgres://' })
  .refine(isDecodable, NOT_DECODABLE);

/** `whsec_` and base64 of at least 24 bytes. */
const standardSecret = z
  .string()
  .regex(/^(whsec_)?[A-Za-z0-9+/]{32,}={0,2}$/, 'must be whsec_ and base64 of at least 24 bytes');

const logLevel = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']);

const logLevels = list
  .pipe(z.array(z.string().regex(/^\w+=\w+$/, 'must be a list of Name=level')))
  .transform((entries) => Object.fromEntries(entries.map((entry) => entry.split('='))) as Record<string, unknown>)
  .pipe(z.record(z.string(), logLevel));

const roles = list.pipe(z.array(z.enum(ROLES)).min(1));

const serviceCredentials = z
  .string()
  .transform((value, context): unknown => {
    try {
      return JSON.parse(value);
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), z.object({ key: text, secrets: z.array(text).min(1) })));

const encryptionKeys = list.pipe(
  z
    .array(
      z
        .string()
        .regex(/^[\w-]+:[A-Za-z0-9+/]{43}=$/, 'must be kid:base64(32 bytes)')
        .transform((entry) => {
          const [kid = '', key = ''] = entry.split(':');
          return { kid, key: Buffer.from(key, 'base64') };
        }),
    )
    .min(1),
);

/**
 * The service's own variables, by name. A provider's variables are in its folder. The defaults equal those of
 * `.env.example`.
 */
export const environmentSchema = limitsSchema.extend({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  /** Default: 127.0.0.1 while a published sample secret is in use, otherwise 0.0.0.0. */
  HOST: text.optional(),
  PORT: port.default(3000),
  PUBLIC_URL: url.optional(),
  /** Address or URL of the operator, which providers find in `User-Agent`; if absent, PUBLIC_URL. */
  PROVIDER_CONTACT: headerText.optional(),
  ROLES: roles.default([...ROLES]),
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_API_URL: postgresUrl.optional(),
  DATABASE_MIGRATION_URL: postgresUrl.optional(),
  /** `transaction`: DATABASE_URL and DATABASE_API_URL lead to a pooler in transaction mode. */
  DATABASE_POOLER: z.enum(['none', 'transaction']).default('none'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/, error: 'must be a URL that begins with redis:// or rediss://' })
    .refine(isDecodable, NOT_DECODABLE)
    .optional(),
  REDIS_HOST: text.optional(),
  REDIS_PORT: port.default(6379),
  REDIS_PASSWORD: text.optional(),
  REDIS_TLS: flag.default(false),
  /** Separates the queues of several installations that share one Redis. */
  REDIS_PREFIX: text.default('integration'),
  EMBEDDED_DIR: text.default('.local'),
  JWT_ALGORITHM: z.enum(JWT_ALGORITHMS).default('HS256'),
  JWT_SECRET: list.pipe(z.array(text).min(1)).optional(),
  JWT_PUBLIC_KEY: text.optional(),
  JWT_JWKS_URL: url.optional(),
  JWT_ISSUER: list.pipe(z.array(z.string()).min(1)).default(['tickettoken']),
  JWT_AUDIENCE: list.pipe(z.array(z.string()).min(1)).default(['tickettoken-api']),
  INTERNAL_SERVICE_KEY: text.optional(),
  INTERNAL_SERVICE_SECRET: text.optional(),
  INTERNAL_SERVICE_CREDENTIALS: serviceCredentials.optional(),
  INTERNAL_SIGNATURE_MIN_VERSION: z.coerce.number().int().min(1).max(2).default(1),
  ENCRYPTION_KEYS: encryptionKeys.optional(),
  /**
   * Register webhooks at the providers automatically. Default: only if PUBLIC_URL uses https, so that providers can
   * reach it.
   */
  WEBHOOK_AUTO_REGISTER: flag.optional(),
  /** Prefixes of URLs to which the OAuth callback may redirect a browser. */
  OAUTH_RETURN_TO: list.pipe(z.array(url)).default([]),
  /** Time that the owner of an account has to consent. */
  OAUTH_STATE_MINUTES: z.coerce.number().int().min(1).default(10),
  /** Addresses or networks (CIDR) of proxies whose `X-Forwarded-For` is trusted. */
  TRUSTED_PROXIES: list
    .pipe(z.array(z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], 'must be addresses or networks (CIDR)')))
    .default([]),
  /**
   * Accelerated time, for tests: intervals of schedules, bounds of staleness, and the pause of streams that are unavailable
   * are divided by it. Refused in production.
   */
  SCHEDULE_TIME_SCALE: z.coerce.number().min(1).max(1_000_000).default(1),
  /** Where the platform is told what happened, for all tenants. */
  PLATFORM_EVENTS_URL: exactUrl.optional(),
  /** Signs what is sent there, as Standard Webhooks says; several during a rotation. */
  PLATFORM_EVENTS_SECRET: list.pipe(z.array(standardSecret).min(1)).optional(),
  /** Lets tenants name endpoints without https and on private networks. Refused in production. */
  NOTIFICATIONS_ALLOW_PRIVATE: flag.default(false),
  METRICS_TOKEN: text.optional(),
  DOCS_ENABLED: flag.optional(),
  LOG_LEVEL: logLevel.default('info'),
  /** Levels of single parts of the service, by the `context` of their lines: `Providers=debug,Access=warn`. */
  LOG_LEVELS: logLevels.default({}),
  /** Default: JSON in production, text otherwise. */
  LOG_FORMAT: z.enum(['json', 'text']).optional(),
});

export type Environment = z.infer<typeof environmentSchema>;
