import { checkedFetch, type CheckedAnswer } from './checked.fetch.js';
import { serviceHeaders } from './internal-service.headers.js';
import { freePort } from './free.port.js';
import type { Answer, Tenant } from './tenant.js';
import { startWorld, type World } from './world.js';

export interface Begun extends Answer<{ authorizeUrl: string; expiresAt: string }> {
  /** The cookie, as a browser would send it back. */
  cookie: string;
}

export interface Finished {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** A world whose platform is registered with the sandbox, and whose callback URL a browser can reach. */
export async function startConsentWorld(env: Record<string, string> = {}): Promise<World> {
  const port = String(await freePort());
  const platform = { STRIPE_SECRET_KEY: 'sk_test_platform', STRIPE_CLIENT_ID: 'ca_sandbox' };
  return startWorld({ PORT: port, PUBLIC_URL: `http://127.0.0.1:${port}`, ...platform, ...env });
}

export async function beginConsent(
  tenant: Tenant,
  provider: string,
  body: unknown = {},
  headers: Record<string, string> = {},
): Promise<Begun> {
  const path = `/integrations/oauth/${provider}/authorize`;
  const answer = await tenant.call<Begun['body']>('POST', path, body, headers);
  return { ...answer, cookie: cookieOf(answer.headers) };
}

/** The owner opens the provider's page, which consents or refuses at once. Returns the URL of the redirect. */
export async function openAuthorizeUrl({ body }: Pick<Begun, 'body'>): Promise<URL> {
  const response = await fetch(body.authorizeUrl, { redirect: 'manual' });
  return new URL(response.headers.get('location') ?? 'about:blank');
}

/** A browser opens the callback, with its cookie if it has one. */
export async function openCallback(callback: URL | string, cookie?: string): Promise<Finished> {
  return read(await checkedFetch(callback, { redirect: 'manual', headers: cookie ? { cookie } : {} }));
}

export function confirm(
  tenant: Tenant,
  provider: string,
  confirmation: unknown,
  headers: Record<string, string> = {},
): Promise<Finished> {
  return tenant.call('POST', `/integrations/oauth/${provider}/confirm`, { confirmation }, headers);
}

/** Sends a POST as an internal service on behalf of a tenant. */
export async function postAsService(
  url: string,
  service: string,
  tenantId: string,
  path: string,
  body: unknown = {},
): Promise<Finished> {
  const text = JSON.stringify(body);
  const signing = { service, tenantId, method: 'POST', path: `/api/v1${path}`, body: text, version: 2 } as const;
  const headers = { 'content-type': 'application/json', ...serviceHeaders(signing) };
  return read(await checkedFetch(url + signing.path, { method: 'POST', headers, body: text }));
}

/** The first cookie that a response sets, as a browser would send it back. Empty: none. */
export function cookieOf(headers: Headers): string {
  return (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

function read({ status, headers, text }: CheckedAnswer): Finished {
  return { status, headers, body: (text ? JSON.parse(text) : {}) as Record<string, unknown> };
}
