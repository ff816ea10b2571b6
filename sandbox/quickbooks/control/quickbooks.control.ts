import { accountCalls } from '../../common/account.control.js';
import { ControlRouter, type AccountCalls, type ControlBody, type ControlCalls } from '../../common/control.router.js';
import { NdjsonLines } from '../../common/ndjson.lines.js';
import { streamNamed } from '../../common/stream.name.js';
import { lagCall, webhookCalls, worldCalls } from '../../common/world.control.js';
import type { CompanySpec, QuickBooksCompany } from '../live/quickbooks.company.js';
import { STREAMS, type StreamName } from '../quickbooks.entity.js';
import type { QuickBooksWorld } from '../quickbooks.world.js';
import { auditBooks } from './books.audit.js';
import { CompanyMutator } from './company.mutator.js';
import { configureCompany, settingsOf } from './company.settings.control.js';
import { companySums } from './company.sums.js';
import { NamedChanges } from './named.changes.js';
import { referencedObjects } from './referenced.objects.js';

/** The control calls of the QuickBooks sandbox. */
export class QuickBooksControl extends ControlRouter<QuickBooksCompany> {
  constructor(world: QuickBooksWorld) {
    const { webhooks } = world;
    const common = { ...worldCalls(world), ...webhookCalls(webhooks.endpoints, webhooks) };
    const calls = { ...common, ...lagCall(world, STREAMS, storesOf), ...quickBooksCalls(world) };
    super(calls, companyCalls(world), (id) => world.accounts.get(id));
  }
}

const storesOf = (company: QuickBooksCompany, stream: StreamName) => [company.store(stream)];

function companyCalls(world: QuickBooksWorld): AccountCalls<QuickBooksCompany> {
  const changes = new NamedChanges(world);
  const common = accountCalls<QuickBooksCompany, StreamName>({
    streams: STREAMS,
    sums: companySums,
    *objects(company, stream) {
      for (const object of company.store(stream).newestFirst()) yield { id: object.Id, object };
    },
    mutator: new CompanyMutator(world),
    changes,
  });
  return {
    ...common,
    'GET audit': (company) => ({ problems: auditBooks(company) }),
    /** What the plan lacks: `{ without: ['classes'] }`; none of it by default. */
    'POST plan': (company, { without = [] }) => {
      company.withheld.clear();
      for (const stream of without as unknown[]) company.withheld.add(streamNamed(STREAMS, stream));
      return { without: [...company.withheld] };
    },
    /** An entity that spoils change data capture: `{ stream, status }` with 400, 500, or 200 for an inner Fault; `null` ends it. */
    'POST spoil': (company, { stream, status }) => {
      const name = streamNamed(STREAMS, stream);
      if (status === null) company.spoiled.delete(name);
      else company.spoiled.set(name, Number(status));
      return { spoiled: Object.fromEntries(company.spoiled) };
    },
    'GET settings': settingsOf,
    'POST settings': (company, body) => configureCompany(world, company, body),
    'GET references': (company, _body, prefix) => {
      return new NdjsonLines(referencedObjects(company, typeof prefix === 'string' ? prefix : ''));
    },
    'POST void': (company, body) => changes.void(company, streamNamed(STREAMS, body.stream), body),
    'POST merge': (company, body) => changes.merge(company, streamNamed(STREAMS, body.stream), body),
  };
}

function quickBooksCalls(world: QuickBooksWorld): ControlCalls {
  return {
    'POST accounts': (body) => createAccount(world, body),
    'POST oauth': (body) => configureOAuth(world, body),
    'POST tokens': (body) => world.tokens.spoil(String(body.account), body),
    'POST limits': (body) => ({ limits: world.limits.configure(body) }),
    'GET requests': () => ({
      ...world.counter.report(),
      mismatches: world.mismatches,
      refreshes: world.tokens.refreshes,
      meteredReads: Object.fromEntries(world.meteredReads),
    }),
    'DELETE requests': () => {
      world.counter.reset();
      world.tokens.resetCounts();
      world.meteredReads.clear();
      world.mismatches = 0;
    },
    'POST webhook-endpoints': (body) => registerEndpoint(world, body),
  };
}

function createAccount(world: QuickBooksWorld, spec: CompanySpec) {
  const { company, tokens } = world.openAccount(spec);
  const { realmId } = company;
  const { accessToken, refreshToken, expiresIn } = tokens;
  const expiresAt = new Date((world.clock.now() + expiresIn) * 1000).toISOString();
  return { id: realmId, credentials: { realmId, accessToken, refreshToken, expiresAt }, counts: company.counts() };
}

/** Who consents and how, together with the lives of the tokens that come out of it. */
function configureOAuth({ app, tokens }: QuickBooksWorld, body: ControlBody) {
  for (const settings of [app.consent, tokens.settings] as ControlBody[]) {
    for (const [name, value] of Object.entries(body)) if (name in settings) settings[name] = value;
  }
  return { ...app.consent, ...tokens.settings, clientId: app.clientId };
}

/** One endpoint hears of all companies: `account` is accepted and means nothing. */
function registerEndpoint({ webhooks }: QuickBooksWorld, body: ControlBody) {
  const { format } = body;
  if (format !== undefined && format !== 'legacy' && format !== 'cloudevents') {
    throw new Error('format is cloudevents or legacy');
  }
  const { id, secret } = webhooks.register({
    url: String(body.url),
    ...(typeof body.secret === 'string' ? { secret: body.secret } : {}),
    ...(format ? { format } : {}),
  });
  return { id, secret };
}
