import type { FaultKind } from '../../common/fault.registry.js';
import type { SandboxReply, SandboxRequest } from '../../common/http.server.js';
import type { AccountSpec, SquareAccount } from '../live/square.account.js';
import { revokeAccess } from '../oauth/grant.actions.js';
import { isStream, STREAMS, type StreamName } from '../square.stream.js';
import type { SquareWorld } from '../square.world.js';
import { accountSums, objectLines } from './account.sums.js';

type Body = Record<string, unknown>;
type Handler = (body: Body) => unknown;

/** The calls under /_control: what a test or a benchmark does to the sandbox that no caller of the API can. */
export class SquareControl {
  private readonly handlers: Record<string, Handler>;

  constructor(private readonly world: SquareWorld) {
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
      return json(404, { error: `no control call ${request.method} ${path}` });
    } catch (error) {
      return json(400, { error: error instanceof Error ? error.message : String(error) });
    }
  }

  private routes(): Record<string, Handler> {
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
      'POST connections': (body) => {
        world.application.connected.add(this.account(body.account).id);
      },
      'DELETE connections': (body) => ({ disconnected: revokeAccess(world, String(body.account), 'MERCHANT') }),
      'POST faults': (body) => world.faults.add(body as { kind: FaultKind }),
      'DELETE faults': () => world.faults.clear(),
      'POST latency': (body) => world.latency.set(Number(body.ms), body.path as string | undefined),
      'POST limits': (body) => ({ limits: Object.assign(world.limiter.limits, body) }),
      'POST clock': (body) => {
        world.clock.set(body);
        return world.clock.describe();
      },
    };
  }

  private async onAccount(method: string, [, id, what, name]: string[], _body: Body): Promise<SandboxReply> {
    const account = this.account(id);
    if (method === 'GET') {
      if (what === 'counts') return json(200, account.counts());
      if (what === 'sums') return json(200, await accountSums(account));
      if (what === 'objects') {
        const headers = { 'Content-Type': 'application/x-ndjson' };
        return { status: 200, headers, body: '', stream: objectLines(account, streamNamed(name)) };
      }
    }
    return json(404, { error: `no control call ${method} accounts/:id/${what}` });
  }

  private account(id: unknown): SquareAccount {
    const account = this.world.accounts.get(String(id));
    if (!account) throw new Error(`no account ${String(id)}`);
    return account;
  }
}

export function streamNamed(name: unknown): StreamName {
  if (!isStream(name)) throw new Error(`no stream ${String(name)}; there are ${STREAMS.join(', ')}`);
  return name;
}

function json(status: number, value: unknown): SandboxReply {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) };
}
