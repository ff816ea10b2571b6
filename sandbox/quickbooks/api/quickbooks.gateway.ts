import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Gateway } from '../../common/api.front.js';
import { exactJson } from '../../common/exact.json.js';
import { expectedError } from '../../common/expected.error.js';
import type { Fault } from '../../common/fault.registry.js';
import { disrupted } from '../../common/fault.reply.js';
import type { SandboxReply, SandboxRequest } from '../../common/http.server.js';
import { oauthRoute, oauthSubject } from '../oauth/oauth.routes.js';
import { pacificTimeMs } from '../pacific.time.js';
import type { QuickBooksCompany } from '../live/quickbooks.company.js';
import {
  authenticationFailed,
  authorizationFailed,
  QuickBooksFault,
  serverError,
  throttled,
  tooLong,
  usedRequestId,
} from '../quickbooks.fault.js';
import type { QuickBooksWorld } from '../quickbooks.world.js';
import type { ApiCall, ApiRoute } from './api.call.js';
import { routeFor } from './api.router.js';
import { faultError, faultReply } from './fault.reply.js';
import { PageMemory } from './page.memory.js';
import { requireAccess } from './plan.check.js';

interface Passage {
  request: SandboxRequest;
  operation: string;
  /** The company whose token it was, once that is known. */
  realmId: string | undefined;
  token: string | undefined;
}

/** Of a `requestid`. */
const LONGEST_KEY = 50;
const COMPANY_PATH = /^\/v3\/company\/([^/]+)\/(.+)$/;

/** The way of a call: counted, spoiled by a fault if one waits, authenticated, limited, delayed, answered. */
export class QuickBooksGateway implements Gateway {
  private readonly pages = new PageMemory();

  constructor(private readonly world: QuickBooksWorld) {}

  async handle(request: SandboxRequest): Promise<SandboxReply> {
    const { counter, clock } = this.world;
    const token = /^bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const passage: Passage = { request, operation: nameless(request), realmId: undefined, token };
    const reply = await counter.counted(
      () => this.pass(passage),
      () => ({ endpoint: passage.operation, key: token, account: passage.realmId }),
      request,
    );
    const tid = `1-${randomBytes(4).toString('hex')}-${randomBytes(12).toString('hex')}`;
    const date = new Date(clock.milliseconds()).toUTCString();
    return { ...reply, headers: { Date: date, intuit_tid: tid, ...reply.headers } };
  }

  accountOf(request: SandboxRequest): string | undefined {
    return COMPANY_PATH.exec(request.path)?.[1] ?? (oauthRoute(request) && oauthSubject(this.world, request));
  }

  isWrite({ method, path }: SandboxRequest): boolean {
    return method !== 'GET' && COMPANY_PATH.test(path) && !path.endsWith('/query');
  }

  private async pass(passage: Passage): Promise<SandboxReply> {
    const half = this.world.latency.for(passage.request.path) / 2;
    try {
      const reply = oauthRoute(passage.request) ? await this.connect(passage, half) : await this.answer(passage, half);
      if (half > 0 && !reply.disruption) await sleep(half);
      return reply;
    } catch (error) {
      const fault = expectedError(error, QuickBooksFault) ?? serverError();
      if (fault.isOfGateway && this.world.tokens.settings.faultFormat === 'xml') return this.xml(fault);
      const refused = this.reply(fault.status, fault.body(this.world.clock.milliseconds()), fault.headers);
      return { ...refused, undone: 'replaced' };
    }
  }

  /** OAuth. A lost answer here has done its work: the old refresh token is gone, and the new one never arrived. */
  private async connect(passage: Passage, half: number): Promise<SandboxReply> {
    const { request } = passage;
    passage.realmId = oauthSubject(this.world, request);
    const fault = this.world.faults.take(request.method, request.path, passage.realmId);
    const losesAnswer = fault && ['reset', 'hang', 'truncated'].includes(fault.kind);
    const replaced = fault && !losesAnswer ? faultReply(fault) : undefined;
    if (replaced) return replaced;
    const injected = fault?.kind === 'stored500' ? serverError() : fault && faultError(fault);
    if (injected) throw injected;
    if (half > 0) await sleep(half);
    const reply = oauthRoute(request)!(this.world, request);
    return disrupted(fault, reply);
  }

  private async answer(passage: Passage, half: number): Promise<SandboxReply> {
    const { request } = passage;
    const match = COMPANY_PATH.exec(request.path);
    const fault = this.world.faults.take(request.method, request.path, match?.[1]);
    const replaced = fault && faultReply(fault);
    if (replaced) return replaced;
    const company = this.authorize(passage, match?.[1]);
    const injected = fault && faultError(fault);
    if (injected) throw injected;
    const path = (match?.[2] ?? '').split('/').map(decodeURIComponent);
    const route = routeFor(request.method, path);
    passage.operation = route.operation;
    requireAccess(company, route);
    if (!this.world.limits.admit(company.realmId, route.isBatch)) {
      throw throttled(this.world.limits.settings.retryAfterSeconds);
    }
    if (half > 0) await sleep(half);
    const params = new URLSearchParams(request.query);
    const call: ApiCall = { world: this.world, company, path, params, body: request.body };
    const reply = this.once(route, call, fault);
    return disrupted(fault, reply);
  }

  private authorize(passage: Passage, wanted: string | undefined): QuickBooksCompany {
    const holder = this.world.tokens.check(passage.token ?? '', this.world.clock.now());
    if ('problem' in holder) throw authenticationFailed(holder.problem);
    passage.realmId = holder.realmId;
    const company = this.world.accounts.get(holder.realmId);
    if (!company || wanted !== holder.realmId) {
      this.world.mismatches += 1;
      throw authorizationFailed();
    }
    return company;
  }

  /** Runs the operation, or repeats the answer that its requestid has already had. */
  private once(route: ApiRoute, call: ApiCall, fault: Fault | undefined): SandboxReply {
    const { realmId, settings } = call.company;
    const requestId = route.isMetered ? null : call.params.get('requestid');
    if (!requestId || settings.requestIds === 'ignored') return this.run(route, call, fault);
    if (requestId.length > LONGEST_KEY) throw tooLong(LONGEST_KEY, 'requestid');
    // The second call with the same one gets the first answer, whatever it asks.
    const { idempotency } = this.world;
    const stored = idempotency.begin(realmId, requestId, '');
    if (typeof stored === 'object') {
      if (settings.requestIds === 'refused') throw usedRequestId(requestId);
      return { ...this.reply(stored.status, null), body: stored.body, undone: 'replayed' };
    }
    try {
      const reply = this.run(route, call, fault);
      if (reply.undone) idempotency.abandon(realmId, requestId);
      else idempotency.complete(realmId, requestId, reply);
      return reply;
    } catch (error) {
      idempotency.abandon(realmId, requestId);
      throw error;
    }
  }

  private run(route: ApiRoute, call: ApiCall, fault: Fault | undefined): SandboxReply {
    const { realmId } = call.company;
    if (fault?.kind === 'faultIn200') {
      const spoiled = this.reply(200, serverError().body(this.world.clock.milliseconds()));
      return { ...spoiled, undone: 'replaced' };
    }
    if (fault?.kind === 'stored500') return this.reply(500, serverError().body(this.world.clock.milliseconds()));
    if (route.isMetered) this.world.meter(realmId);
    const answered = this.pages.spoil(realmId, route.run(call), fault?.kind);
    return this.reply(200, { ...answered, time: pacificTimeMs(this.world.clock.milliseconds()) });
  }

  private xml(fault: QuickBooksFault): SandboxReply {
    const headers = { 'Content-Type': 'application/xml', ...fault.headers };
    return { status: fault.status, headers, body: fault.xml(this.world.clock.milliseconds()) };
  }

  private reply(status: number, value: unknown, extra: Record<string, string> = {}): SandboxReply {
    const headers = {
      'Content-Type': 'application/json;charset=UTF-8',
      'Cache-Control': 'max-age=0, no-cache, no-store, must-revalidate, private',
      ...extra,
    };
    return { status, headers, body: exactJson(value) };
  }
}

/** How a call is counted that never reached its route. */
function nameless({ method, path }: SandboxRequest): string {
  return `${method} ${path.replace(/^\/v3\/company\/[^/]+/, '/v3/company/:realmId').replace(/\/\d+$/, '/:id')}`;
}
