import type { RawRequest } from './http.client.js';
import { fill, type Route } from './openapi.routes.js';
import type { SeededRandom } from './seeded.random.js';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const SEGMENTS = [
  'x',
  '%00',
  '%',
  '%zz',
  '%ff',
  '..%2f..',
  "'--",
  '0',
  '-1',
  '__proto__',
  'null',
  '%F0%9F%8E%9F',
  'a'.repeat(600),
];
const FIELDS = [
  ...['limit', 'cursor', 'type', 'status', 'provider', 'integrationId', 'syncType', 'mode', 'updatedSince', 'since'],
  ...[
    'until',
    'raw',
    'deleted',
    'from',
    'to',
    'tenantId',
    'actor',
    'kind',
    'venueId',
    'name',
    'credentials',
    'settings',
  ],
  ...['environment', 'everySeconds', 'cron', 'paused', 'operation', 'syncTypes', 'filter', 'ids', 'secret', 'x'],
  ...['overlapSeconds', 'constructor', 'toString', 'a[b]', 'limit[]', '%00'],
];
const TEXTS = [
  ...['', ' ', '0', '1', '-1', '1e9', '201', '9'.repeat(30), 'NaN', 'true', 'null', 'all', 'customers', 'stripe'],
  ...[
    'connected',
    'full',
    'resync',
    'export',
    'run',
    'webhook',
    '* * * * *',
    '0 0 30 2 *',
    '@daily',
    'a.b',
    '.',
    "';--",
  ],
  ...['2024', '2024-01', '2024-W10-1', '2024-02-30', '0001-01-01', '9999-12-31T23:59:59Z', '2024-01-01T00:00:00+15:00'],
  ...['a\0b', '\ud800', '\u2028', '🎟'.repeat(40), 'x'.repeat(3_000), '{"a":1}', '$1', '%', '\\', '../..'],
];
const VALUES: unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  [],
  [[]],
  {},
  { a: { b: null } },
  { length: 1e9 },
  [null, 1, 'a'],
];
const BROKEN = [
  '',
  '{',
  '[]',
  '[{}]',
  'null',
  '"a"',
  '1',
  '{"a":1,}',
  '{"__proto__":1}',
  '[['.repeat(30_000),
  '\u0000',
  '\ufeff{}',
];
const TYPES = [
  'application/json',
  'application/json; charset=utf-8',
  'text/plain',
  'application/x-www-form-urlencoded',
  'x',
  '',
];
const HEADERS = [
  ...['idempotency-key', 'x-request-id', 'if-none-match', 'range', 'accept', 'content-encoding', 'stripe-signature'],
  ...[
    'x-tenant-id',
    'x-internal-service-key',
    'x-http-method-override',
    'origin',
    'cookie',
    'forwarded',
    'x-forwarded-for',
  ],
];

/** Creates unusual requests for the documented routes. Most of them are malformed in some way. */
export class RequestFuzzer {
  constructor(
    private readonly random: SeededRandom,
    private readonly routes: readonly Route[],
    /** Ids and names that exist, for parameters and fields. */
    private readonly known: readonly string[],
  ) {}

  next(): RawRequest {
    const { random } = this;
    const route = random.pick(this.routes);
    const method = random.chance(8) ? random.pick(METHODS) : route.method;
    const headers: [string, string][] = [];
    for (let i = random.integer(3); i > 0; i--) headers.push([random.pick(HEADERS), this.headerValue()]);
    const path = `${this.path(route)}${this.query()}`;
    if (['GET', 'HEAD', 'OPTIONS'].includes(method)) return { method, path, headers };
    headers.push(['content-type', random.chance(6) ? random.pick(TYPES) : 'application/json']);
    return { method, path, headers, body: random.chance(5) ? random.pick(BROKEN) : JSON.stringify(this.body(2)) };
  }

  private path(route: Route): string {
    const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
    return fill(
      route.path,
      Object.fromEntries(names.map((name) => [name, this.random.pick(this.random.chance(3) ? SEGMENTS : this.known)])),
    );
  }

  private query(): string {
    const { random } = this;
    if (random.chance(2)) return '';
    const pair = () =>
      `${encodeURI(random.pick(FIELDS))}=${escape(random.pick(random.chance(3) ? this.known : TEXTS))}`;
    return `?${Array.from({ length: 1 + random.integer(3) }, pair).join('&')}`;
  }

  private body(depth: number): Record<string, unknown> {
    const entries = Array.from({ length: this.random.integer(5) }, () => [this.random.pick(FIELDS), this.value(depth)]);
    return Object.fromEntries(entries) as Record<string, unknown>;
  }

  private value(depth: number): unknown {
    const { random } = this;
    if (random.chance(3)) return random.pick(this.known);
    if (random.chance(2)) return random.pick(TEXTS);
    if (depth > 0 && random.chance(3)) return random.chance(2) ? this.body(depth - 1) : [this.body(depth - 1)];
    return random.pick(VALUES);
  }

  private headerValue(): string {
    return encodeURI(toWellFormed(this.random.pick(TEXTS))).slice(0, 500);
  }
}

function escape(text: string): string {
  return encodeURIComponent(toWellFormed(text));
}

/** Replaces unpaired surrogates, which URLs and headers cannot contain. */
function toWellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\ufffd');
}
