import type { FaultKind } from '../../common/fault.registry.js';
import type { SandboxReply, SandboxRequest } from '../../common/http.server.js';
import { hashText } from '../../common/seeded.random.js';
import type { AccountSpec, MailchimpAccount } from '../live/mailchimp.account.js';
import { shown } from '../live/live.view.js';
import { isStream, STREAMS, type MailchimpObject, type StreamName } from '../mailchimp.stream.js';
import type { MailchimpWorld } from '../mailchimp.world.js';
import { mandrillEvents } from '../webhooks/mandrill.events.js';
import { AccountMutator } from './account.mutator.js';
import { accountSums, objectLines } from './account.sums.js';
import { registerEndpoint } from './endpoint.registration.js';
import { StreamEditor, type Edit } from './stream.editor.js';

type Body = Record<string, unknown>;
type Handler = (body: Body) => unknown;

/** The calls under /_control: what a test or a benchmark does to the sandbox that no caller of the API can. */
export class MailchimpControl {
  private readonly editor: StreamEditor;
  private readonly mutator: AccountMutator;
  private readonly handlers: Record<string, Handler>;
  private batches = 0;

  constructor(private readonly world: MailchimpWorld) {
    this.editor = new StreamEditor(world.journal);
    this.mutator = new AccountMutator(world, this.editor);
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
        const lists = [...account.audiences.keys()];
        return { id: account.id, credentials: { apiKey: account.apiKey }, counts: account.counts(), lists };
      },
      'POST tokens': (body) => this.tokens(body),
      'POST metadata': (body) => {
        const { apiEndpoint, dc } = body as { apiEndpoint?: string; dc?: string };
        world.app.metadata.set(this.account(body.account).id, { apiEndpoint, dc });
      },
      'POST oauth': (body) => Object.assign(world.app.consent, body),
      'POST faults': (body) => world.faults.add(body as { kind: FaultKind }),
      'DELETE faults': () => world.faults.clear(),
      'POST latency': (body) => world.latency.set(Number(body.ms), body.path as string | undefined),
      'POST limits': (body) => ({ limits: Object.assign(world.connections.limits, body) }),
      'POST clock': (body) => {
        world.clock.set(body);
        return world.clock.describe();
      },
      'GET requests': () => ({
        ...world.counter.report(),
        mismatches: world.mismatches,
        refreshes: { granted: 0, refused: 0 },
      }),
      'DELETE requests': () => {
        world.counter.reset();
        world.mismatches = 0;
      },
      'POST webhook-endpoints': (body) => registerEndpoint(world, this.account(body.account), body),
      'GET webhook-endpoints': () => [...endpoints.values()],
      'DELETE webhook-endpoints': () => endpoints.clear(),
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
      if (what === 'update') return json(200, this.update(account, body));
      if (what === 'delete') return json(200, this.remove(account, body));
      if (what === 'create') return json(200, this.create(account, body));
      if (what === 'transactional') return json(200, this.transactional(account, Number(body.events ?? 1)));
    }
    return json(404, { error: `no control call ${method} accounts/:id/${what}` });
  }

  private update(account: MailchimpAccount, body: Body): Edit {
    const stream = streamNamed(body.stream);
    const place = this.editor.locate(account, stream, String(body.id));
    const patch = (body.patch ?? {}) as MailchimpObject;
    return asShown(account, stream, this.editor.update(account, stream, place, patch, this.world.clock.now()));
  }

  /** Permanent, and told to the webhooks as a deletion in Mailchimp's own pages is; `silent` leaves that out. */
  private remove(account: MailchimpAccount, body: Body): Edit {
    const stream = streamNamed(body.stream);
    const place = this.editor.locate(account, stream, String(body.id));
    const told = body.silent !== true;
    return asShown(account, stream, this.editor.remove(account, stream, place, told, this.world.clock.now()));
  }

  private create(account: MailchimpAccount, body: Body): Edit {
    const fields = (body.object ?? {}) as MailchimpObject;
    const stream = streamNamed(body.stream);
    return asShown(account, stream, this.editor.create(account, stream, fields, this.world.clock.now()));
  }

  private transactional(account: MailchimpAccount, count: number) {
    this.batches += 1;
    const audience = [...account.audiences.values()][0];
    const emails = Array.from({ length: Math.min(100, audience?.facts.count ?? 0) }, (_, at) =>
      audience!.facts.email(at),
    );
    const seed = hashText(`${account.id} ${this.batches}`);
    const events = mandrillEvents(count, seed, emails, this.world.clock.now());
    return { events: count, requests: this.world.webhooks.publishTransactional(account.id, events), sent: events };
  }

  /** Mailchimp's tokens neither expire nor are refreshed, so to expire and to revoke are the same here. */
  private tokens(body: Body): void {
    const { id } = this.account(body.account);
    if (body.expireAccess === true || body.revokeAccess === true) {
      this.world.app.revoke(id);
      this.world.revoked.add(id);
    }
    if (body.restoreAccess === true) this.world.revoked.delete(id);
  }

  private account(id: unknown): MailchimpAccount {
    const account = this.world.accounts.get(String(id));
    if (!account) throw new Error(`no account ${String(id)}`);
    return account;
  }
}

function asShown(account: MailchimpAccount, stream: StreamName, edit: Edit): Edit {
  return { ...edit, object: shown(account, stream, edit.object) };
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
