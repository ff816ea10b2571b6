import type { FaultKind } from '../../common/fault.registry.js';
import type { SandboxReply, SandboxRequest } from '../../common/http.server.js';
import type { CompanySpec, QuickBooksCompany } from '../live/quickbooks.company.js';
import type { StreamName } from '../quickbooks.entity.js';
import type { QuickBooksWorld } from '../quickbooks.world.js';
import { auditBooks } from './books.audit.js';
import { CompanyMutator, type MutationPlan } from './company.mutator.js';
import { companySums, objectLines } from './company.sums.js';
import { NamedChanges, streamNamed } from './named.changes.js';

type Body = Record<string, unknown>;
type Handler = (body: Body) => unknown;

/** The calls under /_control: what a test or a benchmark does to the sandbox that no caller of the API can. */
export class QuickBooksControl {
  private readonly handlers: Record<string, Handler>;
  private readonly mutator: CompanyMutator;
  private readonly changes: NamedChanges;

  constructor(private readonly world: QuickBooksWorld) {
    this.mutator = new CompanyMutator(world);
    this.changes = new NamedChanges(world);
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
        accounts: world.companies.size,
        rssBytes: process.memoryUsage().rss,
        ...world.clock.describe(),
      }),
      'POST accounts': (body) => this.createAccount(body as CompanySpec),
      'POST oauth': (body) => this.configureOAuth(body),
      'POST tokens': (body) => world.tokens.spoil(String(body.account), body),
      'POST faults': (body) => world.faults.add(body as { kind: FaultKind }),
      'DELETE faults': () => world.faults.clear(),
      'POST latency': (body) => world.latency.set(Number(body.ms), body.path as string | undefined),
      'POST limits': (body) => ({ limits: world.limits.configure(body) }),
      'POST clock': (body) => {
        world.clock.set(body);
        return world.clock.describe();
      },
      'GET requests': () => ({
        ...world.counter.report(),
        mismatches: world.mismatches,
        refreshes: world.tokens.refreshes,
        meteredReads: Object.fromEntries(world.meteredReads),
      }),
      'DELETE requests': () => this.forgetRequests(),
      'POST webhook-endpoints': (body) => this.registerEndpoint(body),
      'GET webhook-endpoints': () => [...world.webhooks.endpoints.values()],
      'DELETE webhook-endpoints': () => world.webhooks.endpoints.clear(),
      'POST webhooks': (body) => ({ habits: world.webhooks.configure(body) }),
      'GET webhooks': () => world.webhooks.report(),
      'DELETE webhooks': () => world.webhooks.reset(),
    };
  }

  private createAccount(spec: CompanySpec) {
    const { company, tokens } = this.world.openAccount(spec);
    const now = this.world.clock.now();
    return {
      id: company.realmId,
      credentials: {
        realmId: company.realmId,
        accessToken: tokens.accessToken,
        refreshToken: tokens.refreshToken,
        expiresAt: new Date((now + tokens.expiresIn) * 1000).toISOString(),
      },
      counts: company.counts(),
    };
  }

  /** Who consents and how, together with the lives of the tokens that come out of it. */
  private configureOAuth(body: Body) {
    const { app, tokens } = this.world;
    for (const settings of [app.consent, tokens.settings] as Body[]) {
      for (const [name, value] of Object.entries(body)) if (name in settings) settings[name] = value;
    }
    return { ...app.consent, ...tokens.settings, clientId: app.clientId };
  }

  /** One endpoint hears of all companies: `account` is accepted and means nothing. */
  private registerEndpoint(body: Body) {
    const { format } = body;
    if (format !== undefined && format !== 'legacy' && format !== 'cloudevents') {
      throw new Error('format is cloudevents or legacy');
    }
    const { id, secret } = this.world.webhooks.register({
      url: String(body.url),
      ...(typeof body.secret === 'string' ? { secret: body.secret } : {}),
      ...(format ? { format } : {}),
    });
    return { id, secret };
  }

  private forgetRequests(): void {
    this.world.counter.reset();
    this.world.tokens.resetCounts();
    this.world.meteredReads.clear();
    this.world.mismatches = 0;
  }

  private async onAccount(method: string, [, id, what, name]: string[], body: Body): Promise<SandboxReply> {
    const company = this.world.companies.get(id!);
    if (!company) return json(404, { error: `no account ${id}` });
    if (method === 'GET') {
      if (what === 'counts') return json(200, company.counts());
      if (what === 'sums') return json(200, await companySums(company));
      if (what === 'audit') return json(200, { problems: auditBooks(company) });
      if (what === 'objects') return objects(company, streamNamed(name));
    }
    if (method === 'POST' && what === 'mutate') return json(200, this.mutator.mutate(company, checkedPlan(body)));
    const changed = method === 'POST' ? this.changes.run(company, what!, body) : undefined;
    if (changed) return json(200, changed);
    return json(404, { error: `no control call ${method} accounts/:id/${what}` });
  }
}

function objects(company: QuickBooksCompany, stream: StreamName): SandboxReply {
  const headers = { 'Content-Type': 'application/x-ndjson' };
  return { status: 200, headers, body: '', stream: objectLines(company, stream) };
}

function checkedPlan(body: Body): MutationPlan {
  if (Array.isArray(body.streams)) body.streams.forEach(streamNamed);
  return body;
}

function json(status: number, value: unknown): SandboxReply {
  return { status, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(value) };
}
