import { createHmac, randomUUID } from 'node:crypto';
import { FaultRegistry, type Fault } from '../../../sandbox/common/fault.registry.js';
import { SandboxHttpServer, type SandboxReply, type SandboxRequest } from '../../../sandbox/common/http.server.js';
import { RequestCounter } from '../../../sandbox/common/request.counter.js';
import { SandboxClock } from '../../../sandbox/common/sandbox.clock.js';
import { WebhookSender } from '../../../sandbox/common/webhook.sender.js';
import { FakeAccount, type FakeChange } from './fake.account.js';

type Body = Record<string, unknown>;

const LIMIT = 50;

/** The API of a vendor that does not exist, with the control calls of the sandboxes. */
export class FakeVendor {
  private readonly faults = new FaultRegistry();
  private readonly counter = new RequestCounter();
  private readonly clock = new SandboxClock();
  private readonly sender = new WebhookSender();
  private readonly accounts = new Map<string, FakeAccount>();
  private readonly server = new SandboxHttpServer((request) =>
    request.path.startsWith('/_control/') ? this.control(request) : this.api(request),
  );
  private formerPage: unknown = null;

  async start(): Promise<{ url: string; stop(): Promise<void> }> {
    return { url: await this.server.listen(0), stop: () => this.stop() };
  }

  private stop(): Promise<void> {
    this.sender.close();
    return this.server.close();
  }

  private control({ method, path, body }: SandboxRequest): SandboxReply {
    const given = (body === '' ? {} : JSON.parse(body)) as Body;
    const [what, id = '', verb, stream = ''] = path.slice('/_control/'.length).split('/');
    const account = this.accounts.get(id);
    if (account && verb === 'objects') {
      return this.reply(
        200,
        account
          .list(stream)
          .map((object) => JSON.stringify({ id: object.id, object }))
          .join('\n'),
      );
    }
    if (account && verb === 'mutate')
      return this.reply(200, this.publish(account, account.mutate(given, this.clock.now())));
    const calls: Record<string, () => unknown> = {
      'POST accounts': () => this.create(given),
      'POST faults': () => this.faults.add(given as unknown as Fault),
      'DELETE faults': () => this.faults.clear(),
      'POST clock': () => this.clock.set(given),
      'GET health': () => this.clock.describe(),
      'GET requests': () => this.counter.report(),
      'DELETE requests': () => this.counter.reset(),
      'POST webhooks': () => this.sender.configure(given),
      'GET webhooks': () => this.sender.report(),
      'POST limits': () => ({}),
    };
    const call = calls[`${method} ${what}`];
    return call ? this.reply(200, call() ?? {}) : this.reply(404, {});
  }

  private create({ seed }: Body) {
    const account = new FakeAccount(`bo_${String(seed)}`, hex(), Number(seed), this.clock.now());
    this.accounts.set(account.id, account);
    return { id: account.id, credentials: { token: account.token }, counts: account.counts() };
  }

  private publish(account: FakeAccount, changes: readonly FakeChange[]) {
    for (const change of changes) {
      const body = JSON.stringify({ event: `${account.id}-${change.seq}`, account: account.id, ...change });
      for (const { url, secret } of account.hooks.values()) {
        this.sender.send({ url, compose: () => ({ body, headers: signed(body, secret) }) });
      }
    }
    return { events: changes.length };
  }

  private api(request: SandboxRequest): Promise<SandboxReply> {
    const about = { endpoint: `${request.method} ${request.path}`, key: undefined, account: undefined };
    return this.counter.counted(
      async () => this.answer(request),
      () => about,
    );
  }

  private answer(request: SandboxRequest): SandboxReply {
    const fault = this.faults.take(request.method, request.path, undefined);
    const replaced = fault && replacement(fault);
    if (replaced) return this.reply(replaced.status ?? 0, replaced.body ?? '', replaced);
    const token = request.headers.authorization?.replace('Bearer ', '');
    const account = [...this.accounts.values()].find((one) => one.token === token);
    if (!account) return this.reply(401, failure('who_are_you'));
    const [, , what, id] = request.path.split('/');
    const value = this.execute(account, request, what ?? '', id);
    if (value === undefined) return this.reply(404, failure('no_such_object'));
    const reply = this.reply(200, this.spoilt(value, fault, request));
    return fault?.kind === 'truncated' ? { ...reply, disruption: { kind: 'truncated', hangMs: 0 } } : reply;
  }

  private execute(account: FakeAccount, { method, query, body }: SandboxRequest, what: string, id?: string): unknown {
    const parameters = new URLSearchParams(query);
    const after = parameters.get('after') ?? '';
    if (what === 'account') return { id: account.id, name: 'Box office' };
    if (what === 'hooks' && method === 'POST') return this.hook(account, JSON.parse(body) as Body);
    if (what === 'hooks') return account.hooks.delete(id ?? '') ? {} : undefined;
    if (what === 'journal') {
      const since = Number(parameters.get('since'));
      return page(
        account.journal.filter(({ at, seq }) => at >= since && seq > Number(after)),
        ({ seq }) => seq,
      );
    }
    if (id !== undefined) return account.find(what, id);
    return page(
      account.list(what).filter((object) => object.id > after),
      (object) => object.id,
    );
  }

  private hook(account: FakeAccount, { url }: Body) {
    const id = `hook_${account.hooks.size + 1}`;
    const secret = hex();
    account.hooks.set(id, { url: String(url), secret });
    return { id, secret };
  }

  private spoilt(value: unknown, fault: Fault | undefined, { query }: SandboxRequest): unknown {
    const former = this.formerPage;
    this.formerPage = value;
    if (fault?.kind === 'duplicatePage') return former ?? value;
    if (fault?.kind === 'repeatCursor')
      return { ...(value as Body), next: new URLSearchParams(query).get('after') ?? 'g' };
    return value;
  }

  private reply(status: number, body: unknown, more: Partial<SandboxReply> = {}): SandboxReply {
    const headers = { date: new Date(this.clock.milliseconds()).toUTCString(), ...more.headers };
    return { ...more, status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
  }
}

function replacement({ kind, hangMs, retryAfter }: Fault): Partial<SandboxReply> | undefined {
  if (kind === 'status500') return { status: 500, body: failure('broken') };
  if (kind === 'html502') return { status: 502, body: '<html><h1>502 Bad Gateway</h1></html>' };
  if (kind === 'garbage') return { status: 200, body: '{"items":[{"id":' };
  if (kind === 'forbidden') return { status: 403, body: failure('not_yours') };
  if (kind === 'unauthorized') return { status: 401, body: failure('who_are_you') };
  if (kind === 'reset' || kind === 'hang') return { disruption: { kind, hangMs } };
  if (kind !== 'status429') return undefined;
  const headers: Record<string, string> = retryAfter ? { 'retry-after': String(retryAfter) } : {};
  return { status: 429, body: failure('too_fast'), headers };
}

function page<T>(all: readonly T[], idOf: (item: T) => string | number) {
  const items = all.slice(0, LIMIT);
  return { items, next: all.length > LIMIT ? idOf(items.at(-1)!) : null };
}

export function failure(code: string, message = 'No.'): string {
  return JSON.stringify({ error: { code, message } });
}

/** 32 digits that are like no others. */
const hex = () => randomUUID().replaceAll('-', '');

function signed(body: string, secret: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'box-office-signature': createHmac('sha256', secret).update(body).digest('hex'),
  };
}
