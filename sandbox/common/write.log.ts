import type { SandboxReply, SandboxRequest } from './http.server.js';
import { referenceIn } from './write.reference.js';

/** One request that was to change something, and what became of it. */
interface LoggedWrite {
  /** Epoch milliseconds of the sandbox's clock, when it was done or refused. */
  at: number;
  method: string;
  path: string;
  query: string;
  /** Those that change what a request means. */
  headers: Record<string, string>;
  /** The idempotency key, wherever the vendor takes it. */
  key: string | null;
  body: { base64: string; text: string };
  /** What the API decided; 0 when a fault came before it. */
  status: number;
  /** What came of the answer. */
  answer: 'sent' | 'reset' | 'hang' | 'truncated';
  /** It changed something: not refused, no answer of an earlier request, no fault before the work. */
  applied: boolean;
  replayed: boolean;
  /** Id of the object in the answer; of several, the first. */
  object: string | null;
  /** Ids of all of them. */
  objects: string[];
  /** What the application calls them, as the request says it. */
  references: string[];
}

const MOST_WRITES = 20_000;
const HEADERS = ['content-type', 'idempotency-key', 'stripe-account', 'stripe-version', 'square-version', 'user-agent'];

/** What was written to an account, with the bytes that came. The oldest writes give way to new ones. */
export class WriteLog {
  private readonly byAccount = new Map<string, { writes: LoggedWrite[]; dropped: number }>();

  constructor(private readonly now: () => number) {}

  /** @param references where the vendor's requests say it otherwise than by a note or a field that is meant for it */
  note(account: string, request: SandboxRequest, reply: SandboxReply, references = referencesIn(request.body)): void {
    const { method, path, query, headers, body, bytes = Buffer.from(body) } = request;
    const kept = HEADERS.filter((name) => typeof headers[name] === 'string');
    const log = this.of(account);
    const objects = objectsOf(reply.body);
    log.writes.push({
      at: this.now(),
      method,
      path,
      query,
      headers: Object.fromEntries(kept.map((name) => [name, String(headers[name])])),
      key: keyOf(request),
      body: { base64: bytes.toString('base64'), text: body },
      status: reply.status,
      answer: reply.disruption?.kind ?? 'sent',
      applied: reply.status >= 200 && reply.status < 300 && reply.undone === undefined,
      replayed: reply.undone === 'replayed',
      object: objects[0] ?? null,
      objects,
      references,
    });
    if (log.writes.length <= MOST_WRITES) return;
    log.writes.shift();
    log.dropped += 1;
  }

  report(account: string): { writes: readonly LoggedWrite[]; dropped: number } {
    return this.of(account);
  }

  clear(account: string): void {
    this.byAccount.delete(account);
  }

  private of(account: string) {
    let log = this.byAccount.get(account);
    if (!log) this.byAccount.set(account, (log = { writes: [], dropped: 0 }));
    return log;
  }
}

function referencesIn(body: string): string[] {
  const reference = referenceIn(body);
  return reference === null ? [] : [reference];
}

function keyOf({ headers, query, body }: SandboxRequest): string | null {
  const header = headers['idempotency-key'];
  if (typeof header === 'string') return header;
  const inQuery = new URLSearchParams(query).get('requestid');
  if (inQuery !== null) return inQuery;
  const inBody = objectIn(body)?.idempotency_key;
  return typeof inBody === 'string' ? inBody : null;
}

/** Ids of the answer itself, or of what it holds by name or in a list. */
function objectsOf(body: string): string[] {
  const answer = objectIn(body);
  if (!answer) return [];
  const own = idOf(answer);
  if (own !== undefined) return [own];
  for (const one of Object.values(answer)) {
    if (typeof one !== 'object' || one === null) continue;
    const id = idOf(one);
    if (id !== undefined) return [id];
    const held = Object.values(one).map(heldId);
    const ids = held.filter((found) => found !== undefined);
    if (ids.length > 0) return ids;
  }
  return [];
}

function idOf(one: object): string | undefined {
  const { id, Id } = one as { id?: unknown; Id?: unknown };
  const found = id ?? Id;
  return typeof found === 'string' || typeof found === 'number' ? String(found) : undefined;
}

/** Of an entry of a list, or of an answer within an answer, such as `{customer: {id}}`. */
function heldId(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null) return undefined;
  const own = idOf(entry);
  if (own !== undefined) return own;
  return Object.values(entry)
    .filter((inner): inner is object => typeof inner === 'object' && inner !== null)
    .map(idOf)
    .find((found) => found !== undefined);
}

function objectIn(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
