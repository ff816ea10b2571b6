import { json, type Reply } from '../../testing/vendor.stub.js';
import { paged, routed } from './mailchimp.stub.js';

export interface StubContact {
  id: string;
  /** Epoch seconds. */
  at: number;
  archived?: boolean;
}

const iso = (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000Z', '+00:00');

/** Audiences whose contacts are listed as Mailchimp lists them: by status, in a window that excludes its ends. */
export function audiences(contacts: Readonly<Record<string, StubContact[]>>, date?: number): Reply {
  const headers = date === undefined ? undefined : { date: new Date(date * 1000).toUTCString() };
  const lists = Object.keys(contacts).map((id) => ({ id }));
  const members = (all: StubContact[]): Reply => {
    return (response, asked) => {
      const query = asked.url.searchParams;
      const bound = (name: string, otherwise: number) => {
        const text = query.get(name);
        return text === null ? otherwise : Date.parse(text) / 1000;
      };
      const [after, before] = [bound('since_last_changed', -Infinity), bound('before_last_changed', Infinity)];
      const found = all
        .filter(({ archived = false }) => archived === (query.get('status') === 'archived'))
        .filter(({ at }) => at > after && at < before)
        .sort((a, b) => a.at - b.at);
      const offset = Number(query.get('offset') ?? 0);
      const shown = found.slice(offset, offset + Number(query.get('count')));
      const rows = shown.map(({ id, at }) => ({ id, last_changed: iso(at) }));
      json({ members: rows, total_items: found.length }, 200, headers)(response, asked);
    };
  };
  const routes = Object.entries(contacts).map(([id, all]) => [`/lists/${id}/members`, members(all)] as const);
  const listed: Reply = (response, asked) => {
    if (headers) response.setHeader('date', headers.date);
    paged('lists', lists)(response, asked);
  };
  return routed({ '/lists': listed, ...Object.fromEntries(routes) });
}
