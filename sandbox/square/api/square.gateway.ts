import { setTimeout as sleep } from 'node:timers/promises';
import type { Gateway } from '../../common/api.front.js';
import { expectedError } from '../../common/expected.error.js';
import type { Fault } from '../../common/fault.registry.js';
import { disrupted } from '../../common/fault.reply.js';
import type { SandboxReply, SandboxRequest } from '../../common/http.server.js';
import { oauth } from '../oauth/oauth.routes.js';
import { presentedToken } from '../oauth/presented.token.js';
import { badRequest, keyReused, rateLimited, serverError, SquareApiError } from '../square.errors.js';
import type { SquareObject } from '../square.stream.js';
import type { SquareWorld } from '../square.world.js';
import { API_VERSION } from '../square.version.js';
import type { ApiCall } from './api.call.js';
import { routeFor, type FoundRoute } from './api.router.js';
import { authenticate, permit, type Principal } from './authenticator.js';
import { faultError, faultReply, spoiledList } from './fault.reply.js';
import { refuseUnknown } from './parameter.reading.js';
import { referencesIn } from './request.references.js';
import { checkLengths } from './text.limits.js';

interface Passage {
  request: SandboxRequest;
  operation: string;
  account: string | undefined;
}

/** Searches and reads of many are POST; tokens, the log of events and webhook subscriptions are no property of a merchant. */
const UNWRITTEN =
  /^\/oauth2\/|\/(search|batch-retrieve|bulk-retrieve|batch-retrieve-inventory-changes)$|^\/v2\/(events|webhooks)(\/|$)/;

/** The way of a call: counted, spoiled by a fault if one waits, authenticated, limited, delayed, answered. */
export class SquareGateway implements Gateway {
  private readonly formerLists = new Map<string, unknown>();

  constructor(private readonly world: SquareWorld) {}

  handle(request: SandboxRequest): Promise<SandboxReply> {
    const passage: Passage = { request, operation: `${request.method} ${request.path}`, account: undefined };
    return this.world.counter.counted(
      () => this.pass(passage),
      () => ({ endpoint: passage.operation, key: presentedToken(request.headers), account: passage.account }),
      request,
    );
  }

  accountOf(request: SandboxRequest): string | undefined {
    return this.tryAuthenticate(request).principal?.account?.id;
  }

  isWrite({ method, path }: SandboxRequest): boolean {
    return method !== 'GET' && !UNWRITTEN.test(path);
  }

  referencesOf({ body }: SandboxRequest): string[] {
    return referencesIn(body);
  }

  private async pass(passage: Passage): Promise<SandboxReply> {
    const { request } = passage;
    const half = this.world.latency.for(request.path) / 2;
    try {
      const reply = request.path.startsWith('/oauth2/')
        ? await this.authorization(passage, half)
        : await this.answer(passage, half);
      if (half > 0 && !reply.disruption) await sleep(half);
      return reply;
    } catch (error) {
      const failure = expectedError(error, SquareApiError) ?? serverError();
      return this.reply(request, failure.status, failure.body(), failure.headers);
    }
  }

  private async authorization(passage: Passage, half: number): Promise<SandboxReply> {
    const { request } = passage;
    const fault = this.world.faults.take(request.method, request.path, undefined);
    const replaced = fault && faultReply(fault);
    if (replaced) return replaced;
    const injected = fault && faultError(fault);
    if (injected) throw injected;
    if (half > 0) await sleep(half);
    return disrupted(fault, oauth(this.world, request));
  }

  private async answer(passage: Passage, half: number): Promise<SandboxReply> {
    const { request } = passage;
    const attempt = this.tryAuthenticate(request);
    passage.account = attempt.principal?.account?.id;
    const fault = this.world.faults.take(request.method, request.path, passage.account);
    const replaced = fault && faultReply(fault);
    if (replaced) return replaced;
    if (!attempt.principal) throw attempt.error;
    const injected = fault && faultError(fault);
    if (injected) throw injected;
    const route = routeFor(request.method, request.path);
    passage.operation = `${request.method} ${route.path}`;
    checkVersion(request.headers['square-version']);
    permit(attempt.principal, route);
    if (this.world.limiter.admit(passage.account ?? 'application', passage.operation) !== 'admitted') {
      throw rateLimited();
    }
    const end = route.isCatalogWrite ? this.world.catalogWrites.admit(passage.account ?? '') : () => undefined;
    if (!end) throw rateLimited();
    try {
      const delay = half + (route.isCatalogWrite ? this.world.catalogWriteMs : 0);
      if (delay > 0) await sleep(delay);
      return this.execute(passage, attempt.principal, route, fault);
    } finally {
      end();
    }
  }

  private execute(passage: Passage, principal: Principal, route: FoundRoute, fault: Fault | undefined): SandboxReply {
    const { request } = passage;
    const call: ApiCall = {
      world: this.world,
      account: principal.account!,
      asApplication: principal.account === undefined,
      query: Object.fromEntries(new URLSearchParams(request.query)),
      body: parsedBody(request),
      ids: route.ids,
    };
    refuseUnknown(call.query, route.query ?? (request.method === 'GET' ? [] : undefined), 'query');
    refuseUnknown(call.body, route.fields, 'body');
    return this.once(passage, call, route, fault);
  }

  private run(passage: Passage, call: ApiCall, route: FoundRoute, fault: Fault | undefined): SandboxReply {
    if (fault?.kind === 'stored500') throw serverError();
    let value = route.run(call);
    const name = `${passage.account} ${passage.operation}`;
    if (fault) value = spoiledList(fault, value, this.formerLists.get(name), call.query.cursor ?? call.body.cursor);
    else this.formerLists.set(name, value);
    return disrupted(fault, this.reply(passage.request, 200, JSON.stringify(value)));
  }

  /** Runs the operation, or repeats the answer that its idempotency key has already had. */
  private once(passage: Passage, call: ApiCall, route: FoundRoute, fault: Fault | undefined): SandboxReply {
    const { idempotency_key: key, ...rest } = call.body;
    checkLengths(call.body, route.longestKey === undefined ? {} : { idempotency_key: route.longestKey });
    if (typeof key !== 'string' || key === '' || call.asApplication) return this.run(passage, call, route, fault);
    const { idempotency } = this.world;
    const scope = `${call.account.id} ${passage.operation} ${route.ids.join('/')}`;
    const stored = idempotency.begin(scope, key, JSON.stringify(rest));
    if (typeof stored === 'string') throw keyReused();
    if (stored) return { ...this.reply(passage.request, stored.status, stored.body), undone: 'replayed' };
    try {
      const reply = this.run(passage, call, route, fault);
      idempotency.complete(scope, key, reply);
      return reply;
    } catch (error) {
      if (fault?.kind === 'stored500') idempotency.complete(scope, key, { status: 500, body: serverError().body() });
      else idempotency.abandon(scope, key);
      throw error;
    }
  }

  private tryAuthenticate(request: SandboxRequest): { principal?: Principal; error?: unknown } {
    try {
      return { principal: authenticate(this.world, request.headers) };
    } catch (error) {
      return { error };
    }
  }

  private reply(
    request: SandboxRequest,
    status: number,
    body: string,
    extra: Record<string, string> = {},
  ): SandboxReply {
    const version = request.headers['square-version'];
    const headers = {
      'Content-Type': 'application/json',
      Date: new Date(this.world.clock.milliseconds()).toUTCString(),
      'Square-Version': typeof version === 'string' ? version : API_VERSION,
      ...extra,
    };
    return { status, headers, body };
  }
}

function checkVersion(version: string | string[] | undefined): void {
  if (version === undefined || /^\d{4}-\d\d-\d\d$/.test(String(version))) return;
  throw badRequest('INVALID_SQUARE_VERSION_FORMAT', 'The Square-Version header must be of the form YYYY-MM-DD.');
}

function parsedBody(request: SandboxRequest): SquareObject {
  if (request.body === '') return {};
  try {
    const body: unknown = JSON.parse(request.body);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as SquareObject;
  } catch {
    // Refused below, like a body that is no object.
  }
  throw badRequest('EXPECTED_JSON_BODY', 'The request body must be a JSON object.');
}
