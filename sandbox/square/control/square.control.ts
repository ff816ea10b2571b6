import { accountCalls } from '../../common/account.control.js';
import { ControlRouter, type AccountCalls, type ControlBody, type ControlCalls } from '../../common/control.router.js';
import { NdjsonLines } from '../../common/ndjson.lines.js';
import { lagCall, webhookCalls, worldCalls } from '../../common/world.control.js';
import type { SquareAccount } from '../live/square.account.js';
import { revokeAccess } from '../oauth/grant.actions.js';
import { externalId, STREAMS, type StreamName } from '../square.stream.js';
import type { SquareWorld } from '../square.world.js';
import { AccountMutator } from './account.mutator.js';
import { accountSums } from './account.sums.js';
import { referencedObjects } from './referenced.objects.js';
import { SingleChanges } from './single.changes.js';

/** The control calls of the Square sandbox. */
export class SquareControl extends ControlRouter<SquareAccount> {
  constructor(world: SquareWorld) {
    const { sender, subscriptions } = world.webhooks;
    const accounts = accountCalls<SquareAccount, StreamName>({
      streams: STREAMS,
      sums: accountSums,
      *objects(account, stream) {
        for (const object of account.store(stream).live()) yield { id: externalId(stream, object), object };
      },
      mutator: new AccountMutator(world),
      changes: new SingleChanges(world),
    });
    const calls = {
      ...worldCalls(world),
      ...webhookCalls(subscriptions, sender),
      ...lagCall(world, STREAMS, storesOf),
      ...squareCalls(world),
    };
    super(calls, { ...accounts, ...writingCalls() }, (id) => accountOf(world, id));
  }
}

function squareCalls(world: SquareWorld): ControlCalls {
  const { application } = world;
  return {
    'POST accounts': (body) => {
      const { account, token } = world.createAccount(body);
      return { id: account.id, credentials: { accessToken: token.value }, counts: account.counts() };
    },
    'POST keys': (body) => putKey(world, body),
    'POST tokens': (body) => spoilTokens(world, body),
    'POST oauth': ({ redirectUri, ...consent }) => {
      if (redirectUri !== undefined) application.redirectUri = redirectUri as string | null;
      return Object.assign(application.consent, consent);
    },
    'POST application': ({ apiVersion }) => {
      if (typeof apiVersion === 'string') application.apiVersion = apiVersion;
      return { apiVersion: application.apiVersion };
    },
    'POST connections': (body) => {
      application.connected.add(accountOf(world, body.account).id);
    },
    'DELETE connections': (body) => ({ disconnected: revokeAccess(world, String(body.account), 'MERCHANT') }),
    'POST limits': ({ catalogWrites, catalogWriteMs, ...rates }) => {
      if (catalogWrites !== undefined) world.catalogWrites.limits.connections = catalogWrites as number | null;
      if (catalogWriteMs !== undefined) world.catalogWriteMs = Number(catalogWriteMs);
      const { connections } = world.catalogWrites.limits;
      const limits = Object.assign(world.limiter.limits, rates);
      return { limits: { ...limits, catalogWrites: connections, catalogWriteMs: world.catalogWriteMs } };
    },
    'POST events': (body) => ({ eventsEnabled: (world.eventsEnabled = body.eventsEnabled !== false) }),
    'GET requests': () => ({
      ...world.counter.report(),
      mismatches: world.mismatches,
      refreshes: application.refreshes,
    }),
    'DELETE requests': () => {
      world.counter.reset();
      world.mismatches = 0;
      application.refreshes = { granted: 0, refused: 0 };
    },
    'POST webhook-endpoints': (body) => registerEndpoint(world, body),
  };
}

function writingCalls(): AccountCalls<SquareAccount> {
  return {
    'POST skus': (account, body) => ({ unique: (account.uniqueSkus = body.unique !== false) }),
    'GET references': (account, _body, prefix) => {
      return new NdjsonLines(referencedObjects(account, typeof prefix === 'string' ? prefix : ''));
    },
  };
}

const storesOf = (account: SquareAccount, stream: StreamName) => [account.store(stream)];

function putKey(world: SquareWorld, body: ControlBody) {
  const { id } = accountOf(world, body.account);
  const scopes = Array.isArray(body.scopes) ? { scopes: body.scopes.map(String) } : {};
  return { accessToken: world.putToken(id, scopes).value };
}

function spoilTokens(world: SquareWorld, body: ControlBody) {
  const { id } = accountOf(world, body.account);
  const access = world.tokens.accessOf(id);
  const refresh = world.tokens.refreshOf(id);
  if (body.expireAccess === true) for (const token of access) token.expiresAt = world.clock.milliseconds();
  if (body.revokeAccess === true) for (const token of access) token.revoked = true;
  if (body.revokeRefresh === true) for (const token of refresh) token.revoked = true;
  return { access: access.length, refresh: refresh.length };
}

function registerEndpoint(world: SquareWorld, body: ControlBody) {
  const account = body.platform === true || body.account === undefined ? null : accountOf(world, body.account).id;
  const subscription = world.webhooks.register({
    account,
    url: String(body.url),
    ...(typeof body.secret === 'string' ? { signatureKey: body.secret } : {}),
    ...(Array.isArray(body.eventTypes) ? { eventTypes: body.eventTypes.map(String) } : {}),
  });
  return { id: subscription.id, secret: subscription.signatureKey };
}

function accountOf(world: SquareWorld, id: unknown): SquareAccount {
  const account = world.accounts.get(String(id));
  if (!account) throw new Error(`no account ${String(id)}`);
  return account;
}
