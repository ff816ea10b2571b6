import type { Connection } from '../../connection.js';
import type { Json, PullPage, PullRequest } from '../../provider.port.js';
import { context, json, stubConnection, VendorStub, type Reply } from '../../testing/vendor.stub.js';
import { mailchimpConfig } from '../mailchimp.config.js';
import MailchimpProvider from '../mailchimp.provider.js';

export const KEY = '0123456789abcdef0123456789abcdef-us19';

export class MailchimpStub extends VendorStub<MailchimpProvider> {
  constructor() {
    super(MailchimpProvider, mailchimpConfig);
  }

  /** Paths and queries of what was asked for, decoded. */
  get asked(): string[] {
    return this.requests.map(({ method, url }) => `${method} ${decodeURIComponent(url.pathname + url.search)}`);
  }

  protected environment(): Record<string, string> {
    return { MAILCHIMP_API_BASE_URL: this.url, MAILCHIMP_RATE_PER_SECOND: '10000' };
  }
}

export async function pulled(
  provider: MailchimpProvider,
  request: PullRequest,
  cursor: Json = null,
  settings: Record<string, unknown> = {},
): Promise<PullPage[]> {
  const pages: PullPage[] = [];
  for await (const page of provider.pull(connection({ settings }), request, cursor, context())) pages.push(page);
  return pages;
}

export function problem(status: number, title: string, detail = 'No.', headers?: Record<string, string>): Reply {
  return json({ type: 'about:blank', title, status, detail, instance: 'i' }, status, headers);
}

/** Objects of a list, paged as its query says. */
export function paged(collection: string, objects: readonly object[], more: object = {}): Reply {
  return (response, asked) => {
    const { searchParams } = asked.url;
    const offset = Number(searchParams.get('offset') ?? 0);
    const shown = objects.slice(offset, offset + Number(searchParams.get('count') ?? 10));
    json({ [collection]: shown, total_items: objects.length, ...more })(response, asked);
  };
}

/** By path, for walks through more than one list. */
export function routed(routes: Readonly<Record<string, Reply>>): Reply {
  return (response, asked) => {
    const reply = routes[asked.url.pathname.replace('/3.0', '')] ?? problem(404, 'Resource Not Found');
    reply(response, asked);
  };
}

export function connection(more: Partial<Connection> = {}): Connection {
  return stubConnection({ environment: 'production', credentials: { apiKey: KEY } }, more);
}
