import { accountCalls } from '../../common/account.control.js';
import { ControlRouter, type AccountCalls, type ControlBody, type ControlCalls } from '../../common/control.router.js';
import { NdjsonLines } from '../../common/ndjson.lines.js';
import { lagCall, webhookCalls, worldCalls } from '../../common/world.control.js';
import { connect, disconnect } from '../connect/oauth.routes.js';
import { DERIVED_STREAMS, type DerivedName } from '../live/derived.streams.js';
import type { StripeAccount } from '../live/stripe.account.js';
import { STREAMS, type StreamName } from '../stripe.stream.js';
import { knownVersion, NEWEST } from '../live/api.versions.js';
import { inVersion } from '../live/former.objects.js';
import type { StripeWorld } from '../stripe.world.js';
import { AccountMutator } from './account.mutator.js';
import { accountSums, liveObjects } from './account.sums.js';
import { referencedObjects } from './referenced.objects.js';
import { SingleChanges } from './single.changes.js';

/** The control calls of the Stripe sandbox. */
export class StripeControl extends ControlRouter<StripeAccount> {
  constructor(world: StripeWorld) {
    const { sender, endpoints } = world.webhooks;
    const accounts = accountCalls<StripeAccount, StreamName | DerivedName>({
      streams: [...STREAMS, ...DERIVED_STREAMS],
      sums: accountSums,
      *objects(account, stream) {
        const { apiVersion } = account;
        for (const object of liveObjects(account, stream)) {
          const { id } = object;
          yield apiVersion === NEWEST ? { id, object } : { id, object, former: inVersion(account, object, apiVersion) };
        }
      },
      mutator: new AccountMutator(world),
      changes: new SingleChanges(world),
    });
    const calls = {
      ...worldCalls(world),
      ...webhookCalls(endpoints, sender),
      ...lagCall(world, STREAMS, storesOf),
      ...stripeCalls(world),
    };
    super(calls, { ...accounts, ...writingCalls() }, (id) => world.accounts.get(id));
  }
}

function writingCalls(): AccountCalls<StripeAccount> {
  return {
    'GET settings': ({ settings }) => settings,
    'POST settings': ({ settings }, body) => {
      const unknown = Object.keys(body).find((name) => !(name in settings));
      if (unknown !== undefined) throw new Error(`no setting ${unknown}`);
      return Object.assign(settings, body);
    },
    'GET references': (account, _body, prefix) => {
      return new NdjsonLines(referencedObjects(account, typeof prefix === 'string' ? prefix : ''));
    },
  };
}

const storesOf = (account: StripeAccount, stream: StreamName) => [account.store(stream)];

function stripeCalls(world: StripeWorld): ControlCalls {
  return {
    'POST accounts': (body) => {
      const account = world.createAccount(body);
      const { id, secretKey } = account;
      return { id, secretKey, credentials: { apiKey: secretKey }, counts: account.counts() };
    },
    'POST keys': (body) => putKey(world, body),
    'POST platform': (body) => world.platform.configure(body),
    'POST oauth': (body) => Object.assign(world.platform.consent, body),
    'POST connections': (body) => connect(world, String(body.account)),
    'DELETE connections': (body) => ({ disconnected: disconnect(world, String(body.account)) }),
    'POST limits': (body) => ({ limits: Object.assign(world.limiter.limits, body) }),
    'POST webhook-endpoints': (body) => registerEndpoint(world, body),
    'POST webhook-endpoints/:id/roll': (body, id) => rollSecret(world, id, body),
  };
}

function putKey(world: StripeWorld, body: ControlBody) {
  const account = String(body.account);
  if (!world.accounts.has(account)) throw new Error(`no account ${account}`);
  const deny = (body.deny ?? []) as StreamName[];
  const known: readonly string[] = [...STREAMS, 'events', 'balance'];
  const unknown = deny.find((stream) => !known.includes(stream));
  if (unknown !== undefined) throw new Error(`no stream ${String(unknown)}`);
  const key = typeof body.key === 'string' ? body.key : world.newKey(deny.length > 0 ? 'rk_test_' : 'sk_test_');
  return { key: world.putKey(key, account, deny, body.revoked === true).key };
}

function registerEndpoint({ platform, webhooks }: StripeWorld, body: ControlBody) {
  const isPlatform = body.platform === true;
  const endpoint = webhooks.register({
    account: isPlatform ? platform.account : String(body.account),
    connect: isPlatform,
    url: String(body.url),
    thin: body.thin === true,
    ...(typeof body.apiVersion === 'string' ? { apiVersion: knownVersion(body.apiVersion) } : {}),
    ...(typeof body.secret === 'string' ? { secret: body.secret } : {}),
    ...(Array.isArray(body.enabledEvents) ? { enabledEvents: body.enabledEvents.map(String) } : {}),
  });
  return { id: endpoint.id, secret: endpoint.secrets[0]!.value };
}

function rollSecret({ webhooks }: StripeWorld, id: string, body: ControlBody) {
  const endpoint = webhooks.endpoints.get(id);
  if (!endpoint) throw new Error(`no webhook endpoint ${id}`);
  webhooks.roll(endpoint, String(body.secret), Number(body.overlapSeconds ?? 3600));
  return { id, secrets: endpoint.secrets.length };
}
