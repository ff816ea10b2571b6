import { setTimeout as sleep } from 'node:timers/promises';
import Stripe from 'stripe';
import type { Gateway } from '../../common/api.front.js';
import { expectedError } from '../../common/expected.error.js';
import type { Fault } from '../../common/fault.registry.js';
import { disrupted } from '../../common/fault.reply.js';
import { parseForm } from '../../common/form.parser.js';
import type { SandboxReply, SandboxRequest } from '../../common/http.server.js';
import { base62Word } from '../../common/base62.codec.js';
import { oauth } from '../connect/oauth.routes.js';
import { presentedKey } from '../connect/presented.key.js';
import {
  badRequest,
  forbidden,
  keyInUse,
  keyReused,
  rateLimited,
  serverError,
  StripeApiError,
} from '../stripe.errors.js';
import type { StripeWorld } from '../stripe.world.js';
import { versionOf } from '../live/api.versions.js';
import { answerInVersion } from '../live/former.objects.js';
import type { ApiCall, ApiRoute } from './api.call.js';
import { routeFor } from './api.router.js';
import { authenticate, wantedAccount, type Principal } from './authenticator.js';
import { faultError, faultReply, spoiledList } from './fault.reply.js';

interface Passage {
  request: SandboxRequest;
  requestId: string;
  operation: string;
  account: string;
}

/** Of an `Idempotency-Key`. */
const LONGEST_KEY = 255;
/** Neither the platform's OAuth nor reading changes an account. */
const UNWRITTEN = /^\/oauth\//;

/** The way of a call: counted, spoiled by a fault if one waits, authenticated, limited, delayed, answered. */
export class StripeGateway implements Gateway {
  private readonly formerLists = new Map<string, unknown>();
  private requests = 0;

  constructor(private readonly world: StripeWorld) {}

  handle(request: SandboxRequest): Promise<SandboxReply> {
    this.requests += 1;
    const passage: Passage = {
      request,
      requestId: `req_${base62Word(0x57a1, this.requests, 1, 14)}`,
      operation: `${request.method} ${request.path}`,
      account: 'acct_unknown',
    };
    return this.world.counter.counted(
      () => this.pass(passage),
      () => ({
        endpoint: passage.operation,
        key: presentedKey(request.headers),
        account: passage.account === 'acct_unknown' ? undefined : passage.account,
      }),
      request,
    );
  }

  accountOf(request: SandboxRequest): string | undefined {
    return this.tryAuthenticate(request).principal?.account.id ?? wantedAccount(request.headers);
  }

  isWrite({ method, path }: SandboxRequest): boolean {
    return method !== 'GET' && !UNWRITTEN.test(path);
  }

  private async pass(passage: Passage): Promise<SandboxReply> {
    const { request } = passage;
    const half = this.world.latency.for(request.path) / 2;
    try {
      const connected = oauth(this.world, request);
      if (connected) {
        if (half > 0) await sleep(half * 2);
        return connected;
      }
      const reply = await this.answer(passage, half);
      if (half > 0 && !reply.disruption) await sleep(half);
      return reply;
    } catch (error) {
      return this.failed(passage, error);
    }
  }

  private failed(passage: Passage, error: unknown): SandboxReply {
    const failure = expectedError(error, StripeApiError) ?? serverError();
    return this.reply(passage, failure.status, failure.body(passage.account, passage.requestId), failure.headers);
  }

  private async answer(passage: Passage, half: number): Promise<SandboxReply> {
    const { request } = passage;
    const attempt = this.tryAuthenticate(request);
    const claimed = attempt.principal?.account.id ?? wantedAccount(request.headers);
    const fault = this.world.faults.take(request.method, request.path, claimed);
    const replaced = fault && faultReply(fault);
    if (replaced) return replaced;
    if (!attempt.principal) throw attempt.error;
    const { principal } = attempt;
    passage.account = principal.account.id;
    const injected = fault && faultError(fault, principal.key, passage.account);
    if (injected) throw injected;
    const route = routeFor(request.method, request.path);
    passage.operation = route.operation;
    this.permit(principal, route);
    const decision = this.world.limiter.admit(passage.account, route.operation);
    if (decision !== 'admitted') throw rateLimited(decision);
    return this.once(passage, principal, route, fault, half);
  }

  /** Runs the operation, or replays the answer that its idempotency key has already had. */
  private async once(
    passage: Passage,
    principal: Principal,
    route: ApiRoute,
    fault: Fault | undefined,
    half: number,
  ): Promise<SandboxReply> {
    const { request } = passage;
    const header = request.headers['idempotency-key'];
    const key = request.method === 'POST' && typeof header === 'string' ? header : undefined;
    if (key === undefined) return this.execute(passage, principal, route, fault, half, null);
    if (key.length > LONGEST_KEY) throw badRequest(`Idempotency keys can have up to ${LONGEST_KEY} characters.`);
    const { idempotency } = this.world;
    const stored = idempotency.begin(passage.account, key, `${request.path}?${request.body}`);
    if (stored === 'reused') throw keyReused(key);
    if (stored === 'underWay') throw keyInUse(key);
    if (stored) {
      if (half > 0) await sleep(half);
      const headers = { 'Idempotent-Replayed': 'true', 'Idempotency-Key': key };
      return { ...this.reply(passage, stored.status, stored.body, headers), undone: 'replayed' };
    }
    const reply = await this.attempted(passage, () => this.execute(passage, principal, route, fault, half, key));
    // What failed by validation never started, and leaves its key free; a failure on the way is kept like a success.
    if (reply.status >= 400 && reply.status < 500) idempotency.abandon(passage.account, key);
    else idempotency.complete(passage.account, key, reply);
    return { ...reply, headers: { ...reply.headers, 'Idempotency-Key': key } };
  }

  private async attempted(passage: Passage, work: () => Promise<SandboxReply>): Promise<SandboxReply> {
    try {
      return await work();
    } catch (error) {
      return this.failed(passage, error);
    }
  }

  private async execute(
    passage: Passage,
    principal: Principal,
    route: ApiRoute,
    fault: Fault | undefined,
    half: number,
    idempotencyKey: string | null,
  ): Promise<SandboxReply> {
    if (half > 0) await sleep(half);
    const { request, requestId } = passage;
    const version = versionOf(request, principal.account.apiVersion);
    const hasBody = request.method === 'POST';
    const call: ApiCall = {
      world: this.world,
      account: principal.account,
      key: principal.key,
      asPlatform: principal.asPlatform,
      method: request.method,
      path: request.path,
      params: parseForm(hasBody ? request.body : request.query),
      origin: { id: requestId, idempotencyKey },
    };
    if (fault?.kind === 'stored500') throw serverError();
    let value = answerInVersion(principal.account, route.run(call), version);
    if (fault) value = this.spoil(fault, passage, value, call.params.starting_after);
    else this.formerLists.set(`${passage.account} ${route.operation}`, value);
    const reply = this.reply(passage, 200, JSON.stringify(value));
    return disrupted(fault, reply);
  }

  private spoil(fault: Fault, passage: Passage, value: unknown, cursor: unknown): unknown {
    return spoiledList(fault, value, this.formerLists.get(`${passage.account} ${passage.operation}`), cursor);
  }

  private tryAuthenticate(request: SandboxRequest): { principal?: Principal; error?: unknown } {
    try {
      return { principal: authenticate(this.world, request.headers) };
    } catch (error) {
      return { error };
    }
  }

  private permit(principal: Principal, route: ApiRoute): void {
    const { permission } = route;
    if (permission && principal.denied.has(permission.stream)) {
      throw forbidden(principal.key, principal.account.id, permission.name);
    }
  }

  private reply(passage: Passage, status: number, body: string, extra: Record<string, string> = {}): SandboxReply {
    const version = passage.request.headers['stripe-version'];
    const headers = {
      'Content-Type': 'application/json',
      Date: new Date(this.world.clock.milliseconds()).toUTCString(),
      'Request-Id': passage.requestId,
      'Stripe-Version': typeof version === 'string' ? version : Stripe.API_VERSION,
      'Cache-Control': 'no-cache, no-store',
      ...extra,
    };
    return { status, headers, body };
  }
}
