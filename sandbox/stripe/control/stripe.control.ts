import type { FaultKind } from '../../common/fault.registry.js';
import type { SandboxReply, SandboxRequest } from '../../common/http.server.js';
import { connect, disconnect } from '../connect/oauth.routes.js';
import { renderEvent, type EventRecord } from '../live/event.log.js';
import { refundCharge } from '../live/refund.action.js';
import type { AccountSpec, StripeAccount } from '../live/stripe.account.js';
import { cancellation } from '../api/object.actions.js';
import { canBeDeleted } from '../live/event.types.js';
import { isStream, STREAMS, type StreamName } from '../stripe.stream.js';
import type { StripeWorld } from '../stripe.world.js';
import { AccountMutator, newcomer } from './account.mutator.js';
import { accountSums, objectLines } from './account.sums.js';

type Body = Record<string, unknown>;
type Handler = (body: Body) => unknown;

/** The calls under /_control: what a test or a benchmark does to the sandbox that no caller of the API can. */
export class StripeControl {
  private readonly mutator: AccountMutator;
  private readonly handlers: Record<string, Handler>;

  constructor(private readonly world: StripeWorld) {
    this.mutator = new AccountMutator(world);
    this.handlers = this.routes();
  }

  async handle(request: SandboxRequest): Promise<SandboxReply> {
    try {
      const path = request.path.slice('/_control/'.length);
      const body = request.body === '' ? {} : (JSON.parse(request.body) as Body);
      const handler = this.handlers[`${request.method} ${path}`];
      if (handler) return json(200, (await handler(body)) ?? { ok: true });
      const parts = path.split('/').map(decodeURIComponent);
      if (parts[0] === 'accounts' && parts[1] && parts[2]) return await this.onAccount(request.method, parts, body);
      const roll = /^webhook-endpoints\/([^/]+)\/roll$/.exec(path);
      if (roll && request.method === 'POST') return json(200, this.roll(roll[1]!, body));
      return json(404, { error: `no control call ${request.method} ${path}` });
    } catch (error) {
      return json(400, { error: error instanceof Error ? error.message : String(error) });
    }
  }

  private routes(): Record<string, Handler> {
    const { world } = this;
    const { sender, endpoints } = world.webhooks;
    return {
      'GET health': () => ({
        ok: true,
        accounts: world.accounts.size,
        rssBytes: process.memoryUsage().rss,
        ...world.clock.describe(),
      }),
      'POST accounts': (body) => {
        const account = world.createAccount(body as AccountSpec);
        const { id, secretKey } = account;
        return { id, secretKey, credentials: { apiKey: secretKey }, counts: account.counts() };
      },
      'POST keys': (body) => this.putKey(body),
      'POST platform': (body) => world.platform.configure(body),
      'POST oauth': (body) => Object.assign(world.platform.consent, body),
      'POST connections': (body) => connect(world, String(body.account)),
      'DELETE connections': (body) => ({ disconnected: disconnect(world, String(body.account)) }),
      'POST faults': (body) => world.faults.add(body as { kind: FaultKind }),
      'DELETE faults': () => world.faults.clear(),
      'POST latency': (body) => world.latency.set(Number(body.ms), body.path as string | undefined),
      'POST limits': (body) => ({ limits: Object.assign(world.limiter.limits, body) }),
      'POST clock': (body) => {
        world.clock.set(body);
        return world.clock.describe();
      },
      'GET requests': () => world.counter.report(),
      'DELETE requests': () => world.counter.reset(),
      'POST webhook-endpoints': (body) => this.registerEndpoint(body),
      'GET webhook-endpoints': () => [...endpoints.values()],
      'DELETE webhook-endpoints': () => endpoints.clear(),
      'POST webhooks': (body) => ({ habits: sender.configure(body) }),
      'GET webhooks': () => sender.report(),
      'DELETE webhooks': () => sender.reset(),
    };
  }

  private async onAccount(method: string, [, id, what, name]: string[], body: Body): Promise<SandboxReply> {
    const account = this.world.accounts.get(id!);
    if (!account) return json(404, { error: `no account ${id}` });
    if (method === 'GET') {
      if (what === 'counts') return json(200, account.counts());
      if (what === 'sums') return json(200, await accountSums(account));
      if (what === 'objects') {
        const headers = { 'Content-Type': 'application/x-ndjson' };
        return { status: 200, headers, body: '', stream: objectLines(account, streamNamed(name)) };
      }
    }
    if (method === 'POST') {
      if (what === 'mutate') return json(200, this.mutator.mutate(account, checkedPlan(body)));
      if (what === 'update') return json(200, this.update(account, body));
      if (what === 'delete') return json(200, this.remove(account, body));
      if (what === 'create') return json(200, this.create(account, body));
    }
    return json(404, { error: `no control call ${method} accounts/:id/${what}` });
  }

  private update(account: StripeAccount, body: Body) {
    const stream = streamNamed(body.stream);
    const change = this.world.journal.update(
      account,
      stream,
      indexOf(account, stream, body.id),
      (body.patch ?? {}) as Body,
    );
    return described(change.object, change.events);
  }

  private remove(account: StripeAccount, body: Body) {
    const stream = streamNamed(body.stream);
    const index = indexOf(account, stream, body.id);
    const { journal, clock } = this.world;
    if (stream === 'subscriptions') {
      const ended = journal.update(account, stream, index, cancellation(clock.now()));
      return described(ended.object, ended.events);
    }
    if (!canBeDeleted(stream)) throw new Error(`Stripe never deletes ${stream}`);
    const change = journal.remove(account, stream, index);
    return described(change.object, change.events);
  }

  private create(account: StripeAccount, body: Body) {
    const stream = streamNamed(body.stream);
    const fields = (body.object ?? {}) as Body;
    const { journal } = this.world;
    if (stream === 'refunds' && typeof fields.charge === 'string') {
      const { charge, ...rest } = fields;
      const refund = refundCharge(journal, account, indexOf(account, 'charges', charge), rest);
      return described(refund.object, refund.events);
    }
    const change = journal.create(account, stream, { ...newcomer(stream), ...fields });
    return described(change.object, change.events);
  }

  private putKey(body: Body) {
    const account = String(body.account);
    if (!this.world.accounts.has(account)) throw new Error(`no account ${account}`);
    const deny = (body.deny ?? []) as StreamName[];
    const unknown = deny.find((stream) => !isStream(stream) && !['events', 'balance'].includes(stream));
    if (unknown !== undefined) throw new Error(`no stream ${String(unknown)}`);
    const key = typeof body.key === 'string' ? body.key : this.world.newKey(deny.length > 0 ? 'rk_test_' : 'sk_test_');
    return { key: this.world.putKey(key, account, deny, body.revoked === true).key };
  }

  private registerEndpoint(body: Body) {
    const { platform, webhooks } = this.world;
    const isPlatform = body.platform === true;
    const endpoint = webhooks.register({
      account: isPlatform ? platform.account : String(body.account),
      connect: isPlatform,
      url: String(body.url),
      thin: body.thin === true,
      ...(typeof body.secret === 'string' ? { secret: body.secret } : {}),
      ...(Array.isArray(body.enabledEvents) ? { enabledEvents: body.enabledEvents.map(String) } : {}),
    });
    return { id: endpoint.id, secret: endpoint.secrets[0]!.value };
  }

  private roll(id: string, body: Body) {
    const endpoint = this.world.webhooks.endpoints.get(id);
    if (!endpoint) throw new Error(`no webhook endpoint ${id}`);
    this.world.webhooks.roll(endpoint, String(body.secret), Number(body.overlapSeconds ?? 3600));
    return { id, secrets: endpoint.secrets.length };
  }
}

function checkedPlan(body: Body): Body {
  if (Array.isArray(body.streams)) body.streams.forEach(streamNamed);
  return body;
}

function streamNamed(name: unknown): StreamName {
  if (!isStream(name)) throw new Error(`no stream ${String(name)}; there are ${STREAMS.join(', ')}`);
  return name;
}

function indexOf(account: StripeAccount, stream: StreamName, id: unknown): number {
  const index = account.store(stream).indexOf(String(id));
  if (index === undefined || account.store(stream).at(index) === null)
    throw new Error(`no live ${stream} ${String(id)}`);
  return index;
}

function described(object: { id: string }, events: EventRecord[]) {
  const rendered = events.map((event) => renderEvent(event));
  return { id: object.id, object, event: rendered[0] ?? null, events: rendered };
}

function json(status: number, value: unknown): SandboxReply {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) };
}
