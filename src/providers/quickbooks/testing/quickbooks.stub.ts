import type { Connection } from '../../connection.js';
import { stubConnection, VendorStub, json as plainJson, type Reply } from '../../testing/vendor.stub.js';
import { quickbooksConfig } from '../quickbooks.config.js';
import QuickBooksProvider from '../quickbooks.provider.js';

export const REALM = '4620816365001234567';
export const TIME = '2026-11-23T02:13:20.123-08:00';
/** Of the `Date` header: a second after {@link TIME}, as gateways answer later than they ask. */
export const DATE = 'Mon, 23 Nov 2026 10:13:21 GMT';

export class QuickBooksStub extends VendorStub<QuickBooksProvider> {
  constructor() {
    super(QuickBooksProvider, quickbooksConfig);
  }

  /** What was asked of the query endpoint, in order. */
  queries(): string[] {
    return this.requests.map(({ url }) => url.searchParams.get('query') ?? '').filter(Boolean);
  }

  protected environment(): Record<string, string> {
    return {
      QUICKBOOKS_API_BASE_URL: this.url,
      QUICKBOOKS_CLIENT_ID: 'client',
      QUICKBOOKS_CLIENT_SECRET: 'secret',
      QUICKBOOKS_RATE_PER_SECOND: '10000',
    };
  }
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return plainJson(body, status, { date: DATE, ...headers });
}

export function fault(status: number, type: string, code: string, detail = 'Why.', headers?: Record<string, string>) {
  return json({ Fault: { Error: [{ Message: 'No.', Detail: detail, code }], type }, time: TIME }, status, headers);
}

/** A page of a query. */
export function found(entity: string, objects: readonly object[]): Reply {
  const answer = objects.length === 0 ? {} : { [entity]: objects, startPosition: 1, maxResults: objects.length };
  return json({ QueryResponse: answer, time: TIME });
}

/** What change data capture answers. */
export function captured(objects: Readonly<Record<string, readonly object[]>>): Reply {
  const groups = Object.entries(objects).map(([entity, list]) => ({ [entity]: list, startPosition: 1 }));
  return json({ CDCResponse: [{ QueryResponse: groups.length > 0 ? groups : [{}] }], time: TIME });
}

/** An object that was last changed so many seconds after the beginning of 2026. */
export function object(id: number | string, second: number, more: Record<string, unknown> = {}) {
  const time = new Date(Date.parse('2026-01-01T00:00:00Z') + second * 1000 - 8 * 3_600_000);
  const MetaData = {
    CreateTime: '2025-12-01T00:00:00-08:00',
    LastUpdatedTime: `${time.toISOString().slice(0, 19)}-08:00`,
  };
  return { Id: String(id), SyncToken: '0', MetaData, domain: 'QBO', sparse: false, ...more };
}

export const second = (offset: number) => Date.parse('2026-01-01T00:00:00Z') / 1000 + offset;

export function connection(more: Partial<Connection> = {}): Connection {
  const credentials = { realmId: REALM, accessToken: 'access-1', refreshToken: 'refresh-1' };
  return stubConnection({ externalAccountId: REALM, authMethod: 'oauth', credentials }, more);
}
