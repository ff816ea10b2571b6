import { hostname } from 'node:os';
import type { output, ZodType } from 'zod';
import { ConfigError } from './config.error.js';
import { environmentSchema, type Environment, type ROLES } from './environment.schema.js';
import { limitsSchema, type Limits } from './limits.config.js';
import { databaseProblems } from './database.rules.js';
import { notificationProblems } from './notification.rules.js';
import type { Source } from './environment.file.js';
import { explain } from './problem.text.js';
import { productionProblems, samplesInUse } from './production.rules.js';
import type { ProviderConfig, ProviderSettings } from './provider.config.js';
import { isPrivateKey, readPublicKey, toPem } from './public-key.js';
import { DEVELOPMENT_SECRETS } from './development-secrets.js';
import { vendorSecrets } from './secret.list.js';

/** Zod compiles a function for a schema. That takes longer than reading the environment once without it. */
const READ_ONCE = { jitless: true } as const;

export type Role = (typeof ROLES)[number];

export interface EncryptionKey {
  kid: string;
  key: Buffer;
}

export interface RedisConfig {
  host: string;
  port: number;
  username?: string;
  password?: string;
  db?: number;
  tls: boolean;
  prefix: string;
}

/** The whole configuration. It is read once, typed and frozen. No other code in `src` reads `process.env`. */
export interface Config {
  nodeEnv: Environment['NODE_ENV'];
  production: boolean;
  /** Names this process in logs and leases. */
  instance: string;
  /** Address to listen on. Default: loopback only while {@link sampleSecrets} are in use, otherwise all addresses. */
  host: string;
  port: number;
  publicUrl: string;
  /** What providers find in `User-Agent`: an address or a URL. */
  contact: string;
  roles: readonly Role[];
  /** Names of the variables whose value is a published sample. */
  sampleSecrets: readonly string[];
  /** URL of the worker's login. `undefined`: start the embedded servers. */
  databaseUrl?: string;
  /** URL of the API's login. Default: the worker's. */
  databaseApiUrl?: string;
  /** URL of the login that owns the tables. Default: the worker's. */
  databaseMigrationUrl?: string;
  /** The database URLs of the API and the workers lead to a pooler in transaction mode. */
  databaseIsPooled: boolean;
  redis?: RedisConfig;
  embeddedDir: string;
  jwt: {
    algorithm: Environment['JWT_ALGORITHM'];
    secrets: readonly string[];
    publicKey?: string;
    jwksUrl?: string;
    issuers: readonly string[];
    audiences: readonly string[];
  };
  internal: {
    sharedKey?: string;
    sharedSecret?: string;
    credentials: ReadonlyMap<string, { key: string; secrets: readonly string[] }>;
    minVersion: number;
  };
  encryptionKeys: readonly EncryptionKey[];
  /** Settings by provider name. A provider reads its own with {@link ProviderConfig.of}. */
  providers: ProviderSettings;
  /** Register webhooks at the providers when an account is connected. */
  webhookAutoRegister: boolean;
  oauth: {
    /** Prefixes of URLs to which the callback may redirect a browser. */
    returnTo: readonly string[];
    stateMinutes: number;
  };
  notifications: {
    /** The platform, to which every fact is reported; absent: none is. */
    platform?: { url: string; secrets: readonly string[]; isTrusted: true };
    /** Whether endpoints of tenants may lie on private networks. */
    allowsPrivate: boolean;
  };
  /** Proxies whose `X-Forwarded-For` is trusted: addresses or CIDR networks. */
  trustedProxies: readonly string[];
  /** Intervals of schedules, bounds of staleness and pauses of unavailable streams are divided by it; 1 in production. */
  scheduleTimeScale: number;
  metricsToken?: string;
  docsEnabled: boolean;
  /** Time from the stop signal until the process stops listening, ms. */
  shutdownGraceMs: number;
  logLevel: Environment['LOG_LEVEL'];
  /** Levels by the `context` of a line. */
  logLevels: Environment['LOG_LEVELS'];
  logFormat: 'json' | 'text';
  limits: Limits;
}

/** Injection token of the frozen {@link Config}. */
export const CONFIG = Symbol('CONFIG');

/**
 * @param providers their variables are read too
 * @throws ConfigError that names every invalid variable and no value
 */
export function loadConfig(source: Source, providers: readonly ProviderConfig[] = []): Config {
  const variables = Object.fromEntries(providers.flatMap((provider) => Object.entries(provider.variables)));
  const environment = parseEnvironment(environmentSchema.extend(variables), source) as Environment;
  const vendors = vendorSecrets(environment, providers);
  const problems = [
    ...tokenKeyProblems(environment),
    ...databaseProblems(environment),
    ...notificationProblems(environment),
    ...productionProblems(environment, vendors),
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return deepFreeze(toConfig(environment, samplesInUse(environment, vendors), providers));
}

/** An empty variable counts as absent, because compose files and CI set variables this way. */
function dropEmpty(source: Source): Record<string, string> {
  return Object.fromEntries(Object.entries(source).filter((e): e is [string, string] => !!e[1]?.trim()));
}

function withDevelopmentSecrets(source: Record<string, string>): Record<string, string> {
  return source.NODE_ENV === 'production' ? source : { ...DEVELOPMENT_SECRETS, ...source };
}

/** Parses the variables of a schema. @throws ConfigError */
export function parseEnvironment<T extends ZodType>(schema: T, source: Source): output<T> {
  const result = schema.safeParse(withDevelopmentSecrets(dropEmpty(source)), READ_ONCE);
  if (result.success) return result.data;
  throw new ConfigError([...new Set(result.error.issues.map(explain))]);
}

/** Problems of the keys that the chosen token algorithm needs. */
export function tokenKeyProblems(
  e: Pick<Environment, 'JWT_ALGORITHM' | 'JWT_SECRET' | 'JWT_PUBLIC_KEY' | 'JWT_JWKS_URL'>,
): string[] {
  if (e.JWT_PUBLIC_KEY && isPrivateKey(e.JWT_PUBLIC_KEY)) {
    return ['JWT_PUBLIC_KEY must be a public key, not a private one'];
  }
  if (e.JWT_ALGORITHM.startsWith('HS')) return e.JWT_SECRET ? [] : ['JWT_SECRET is missing'];
  if (e.JWT_PUBLIC_KEY && !readPublicKey(e.JWT_PUBLIC_KEY)) {
    return ['JWT_PUBLIC_KEY is not valid (PEM or base64 of PEM)'];
  }
  return e.JWT_PUBLIC_KEY || e.JWT_JWKS_URL ? [] : ['JWT_PUBLIC_KEY or JWT_JWKS_URL is missing'];
}

function toConfig(e: Environment, sampleSecrets: readonly string[], providers: readonly ProviderConfig[]): Config {
  const production = e.NODE_ENV === 'production';
  const publicUrl = e.PUBLIC_URL ?? `http://localhost:${e.PORT}`;
  return {
    nodeEnv: e.NODE_ENV,
    production,
    instance: `${hostname()}:${process.pid}`,
    host: e.HOST ?? (sampleSecrets.length > 0 ? '127.0.0.1' : '0.0.0.0'),
    port: e.PORT,
    publicUrl,
    contact: e.PROVIDER_CONTACT ?? publicUrl,
    roles: e.ROLES,
    sampleSecrets,
    databaseUrl: e.DATABASE_URL,
    databaseApiUrl: e.DATABASE_API_URL ?? e.DATABASE_URL,
    databaseMigrationUrl: e.DATABASE_MIGRATION_URL ?? e.DATABASE_URL,
    databaseIsPooled: e.DATABASE_POOLER === 'transaction',
    redis: redisConfig(e),
    embeddedDir: e.EMBEDDED_DIR,
    jwt: {
      algorithm: e.JWT_ALGORITHM,
      secrets: e.JWT_SECRET ?? [],
      publicKey: e.JWT_PUBLIC_KEY && toPem(e.JWT_PUBLIC_KEY),
      jwksUrl: e.JWT_JWKS_URL,
      issuers: e.JWT_ISSUER,
      audiences: e.JWT_AUDIENCE,
    },
    internal: {
      sharedKey: e.INTERNAL_SERVICE_KEY,
      sharedSecret: e.INTERNAL_SERVICE_SECRET,
      credentials: new Map(Object.entries(e.INTERNAL_SERVICE_CREDENTIALS ?? {})),
      minVersion: e.INTERNAL_SIGNATURE_MIN_VERSION,
    },
    encryptionKeys: e.ENCRYPTION_KEYS ?? [],
    providers: Object.fromEntries(providers.map((provider) => [provider.name, provider.read(e)])),
    webhookAutoRegister: e.WEBHOOK_AUTO_REGISTER ?? publicUrl.startsWith('https:'),
    oauth: { returnTo: e.OAUTH_RETURN_TO, stateMinutes: e.OAUTH_STATE_MINUTES },
    notifications: {
      ...(e.PLATFORM_EVENTS_URL && {
        platform: { url: e.PLATFORM_EVENTS_URL, secrets: e.PLATFORM_EVENTS_SECRET ?? [], isTrusted: true },
      }),
      allowsPrivate: e.NOTIFICATIONS_ALLOW_PRIVATE,
    },
    trustedProxies: e.TRUSTED_PROXIES,
    scheduleTimeScale: e.SCHEDULE_TIME_SCALE,
    metricsToken: e.METRICS_TOKEN,
    docsEnabled: e.DOCS_ENABLED ?? !production,
    shutdownGraceMs: e.ROLES.includes('api') ? (e.SHUTDOWN_GRACE_MS ?? (production ? 10_000 : 1_000)) : 0,
    logLevel: e.LOG_LEVEL,
    logLevels: e.LOG_LEVELS,
    logFormat: e.LOG_FORMAT ?? (production ? 'json' : 'text'),
    limits: limitsSchema.parse(e, READ_ONCE),
  };
}

function redisConfig(e: Environment): RedisConfig | undefined {
  if (e.REDIS_URL) {
    const url = new URL(e.REDIS_URL);
    return {
      host: url.hostname,
      port: Number(url.port || 6379),
      username: decodeURIComponent(url.username) || undefined,
      password: decodeURIComponent(url.password) || undefined,
      db: Number(url.pathname.slice(1)) || 0,
      tls: url.protocol === 'rediss:',
      prefix: e.REDIS_PREFIX,
    };
  }
  if (!e.REDIS_HOST) return undefined;
  return {
    host: e.REDIS_HOST,
    port: e.REDIS_PORT,
    password: e.REDIS_PASSWORD,
    tls: e.REDIS_TLS,
    prefix: e.REDIS_PREFIX,
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value) && !(value instanceof Map)) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}
