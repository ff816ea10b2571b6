import type { FaultKind } from '../../common/fault.registry.js';
import type { SandboxReply, SandboxRequest } from '../../common/http.server.js';
import type { AccountSpec, SquareAccount } from '../live/square.account.js';
import { revokeAccess } from '../oauth/grant.actions.js';
import { isStream, STREAMS, type StreamName } from '../square.stream.js';
import type { SquareWorld } from '../square.world.js';
import { AccountMutator } from './account.mutator.js';
import { accountSums, objectLines } from './account.sums.js';
import { SingleChanges } from './single.changes.js';

type Body = Record<string, unknown>;
type Handler = (body: Body) => unknown;

/** The calls under /_control: what a test or a benchmark does to the sandbox that no caller of the API can. */
export class SquareControl {
  private readonly mutator: AccountMutator;
  private readonly single: SingleChanges;
  private readonly handlers: Record<string, Handler>;

  constructor(private readonly world: SquareWorld) {
    this.mutator = new AccountMutator(world);
    this.single = new SingleChanges(world);
    this.handlers = { ...this.worldRoutes(), ...this.tokenRoutes(), ...this.webhookRoutes() };
  }

  async handle(request: SandboxRequest): Promise<SandboxReply> {
    try {
      const path = request.path.slice('/_control/'.length);
      const body = request.body === '' ? {} : (JSON.parse(request.body) as Body);
      const handler = this.handlers[`${request.method} ${path}`];
      if (handler) return json(200, (await handler(body)) ?? { ok: true });
      const parts = path.split('/').map(decodeURIComponent);
      if (parts[0] === 'accounts' && parts[1] && parts[2]) return await this.onAccount(request.method, parts, body);
      return json(404, { error: `no control call ${request.method} ${path}` });
    } catch (error) {
      return json(400, { error: error instanceof Error ? error.message : String(error) });
    }
  }

  private worldRoutes(): Record<string, Handler> {
    const { world } = this;
    return {
      'GET health': () => ({
        ok: true,
        accounts: world.accounts.size,
        rssBytes: process.memoryUsage().rss,
        ...world.clock.describe(),
      }),
      'POST accounts': (body) => {
        const { account, token } = world.createAccount(body as AccountSpec);
        return { id: account.id, credentials: { accessToken: token.value }, counts: account.counts() };
      },
      'POST faults': (body) => world.faults.add(body as { kind: FaultKind }),
      'DELETE faults': () => world.faults.clear(),
      'POST latency': (body) => world.latency.set(Number(body.ms), body.path as string | undefined),
      'POST limits': (body) => ({ limits: Object.assign(world.limiter.limits, body) }),
      'POST clock': (body) => {
        world.clock.set(body);
        return world.clock.describe();
      },
      'POST lag': (body) => this.lag(body),
      'POST events': (body) => ({ eventsEnabled: (world.eventsEnabled = body.eventsEnabled !== false) }),
      'GET requests': () => ({
        ...world.counter.report(),
        mismatches: world.mismatches,
        refreshes: world.application.refreshes,
      }),
      'DELETE requests': () => {
        world.counter.reset();
        world.mismatches = 0;
        world.application.refreshes = { granted: 0, refused: 0 };
      },
    };
  }

  private tokenRoutes(): Record<string, Handler> {
    const { world } = this;
    return {
      'POST keys': (body) => this.putKey(body),
      'POST tokens': (body) => this.spoilTokens(body),
      'POST oauth': ({ redirectUri, ...consent }) => {
        if (redirectUri !== undefined) world.application.redirectUri = redirectUri as string | null;
        return Object.assign(world.application.consent, consent);
      },
      'POST connections': (body) => {
        world.application.connected.add(this.account(body.account).id);
      },
      'DELETE connections': (body) => ({ disconnected: revokeAccess(world, String(body.account), 'MERCHANT') }),
    };
  }

  private webhookRoutes(): Record<string, Handler> {
    const { sender, subscriptions } = this.world.webhooks;
    return {
      'POST webhook-endpoints': (body) => this.registerEndpoint(body),
      'GET webhook-endpoints': () => [...subscriptions.values()],
      'DELETE webhook-endpoints': () => subscriptions.clear(),
      'POST webhooks': (body) => ({ habits: sender.configure(body) }),
      'GET webhooks': () => sender.report(),
      'DELETE webhooks': () => sender.reset(),
    };
  }

  private async onAccount(method: string, [, id, what, name]: string[], body: Body): Promise<SandboxReply> {
    const account = this.account(id);
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
      if (what === 'update') return json(200, this.single.update(account, streamNamed(body.stream), body));
      if (what === 'create') return json(200, this.single.create(account, streamNamed(body.stream), body));
      if (what === 'delete') return json(200, this.single.remove(account, streamNamed(body.stream), body));
    }
    return json(404, { error: `no control call ${method} accounts/:id/${what}` });
  }

  /** How long lists and searches of a stream (or of all) stay behind what was changed. */
  private lag(body: Body): void {
    const streams = body.stream === undefined ? STREAMS : [streamNamed(body.stream)];
    const accounts = body.account === undefined ? [...this.world.accounts.values()] : [this.account(body.account)];
    for (const account of accounts) for (const stream of streams) account.store(stream).lagMs = Number(body.ms ?? 0);
  }

  private putKey(body: Body) {
    const { id } = this.account(body.account);
    const scopes = Array.isArray(body.scopes) ? { scopes: body.scopes.map(String) } : {};
    return { accessToken: this.world.putToken(id, scopes).value };
  }

  private spoilTokens(body: Body) {
    const { id } = this.account(body.account);
    const access = this.world.tokens.accessOf(id);
    const refresh = this.world.tokens.refreshOf(id);
    if (body.expireAccess === true) for (const token of access) token.expiresAt = this.world.clock.milliseconds();
    if (body.revokeAccess === true) for (const token of access) token.revoked = true;
    if (body.revokeRefresh === true) for (const token of refresh) token.revoked = true;
    return { access: access.length, refresh: refresh.length };
  }

  private registerEndpoint(body: Body) {
    const account = body.platform === true || body.account === undefined ? null : this.account(body.account).id;
    const subscription = this.world.webhooks.register({
      account,
      url: String(body.url),
      ...(typeof body.secret === 'string' ? { signatureKey: body.secret } : {}),
      ...(Array.isArray(body.eventTypes) ? { eventTypes: body.eventTypes.map(String) } : {}),
    });
    return { id: subscription.id, secret: subscription.signatureKey };
  }

  private account(id: unknown): SquareAccount {
    const account = this.world.accounts.get(String(id));
    if (!account) throw new Error(`no account ${String(id)}`);
    return account;
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

function json(status: number, value: unknown): SandboxReply {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) };
}
