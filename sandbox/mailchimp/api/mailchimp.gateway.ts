import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Gateway } from '../../common/api.front.js';
import { expectedError } from '../../common/expected.error.js';
import type { Fault } from '../../common/fault.registry.js';
import { disrupted } from '../../common/fault.reply.js';
import type { SandboxReply, SandboxRequest } from '../../common/http.server.js';
import type { MailchimpAccount } from '../live/mailchimp.account.js';
import {
  apiKeyInvalid,
  apiKeyMissing,
  MailchimpApiError,
  malformedJson,
  notFound,
  serverError,
  tooManyConnections,
} from '../mailchimp.errors.js';
import type { MailchimpWorld } from '../mailchimp.world.js';
import { oauth } from '../oauth/oauth.routes.js';
import type { ApiRoute } from './api.call.js';
import { routeFor } from './api.router.js';
import { presentedCredential } from './authenticator.js';
import { faultError, faultReply, loginFault, throttled } from './fault.reply.js';
import { FieldSelection } from './field.selection.js';

const ROOT = '/3.0';

interface Passage {
  request: SandboxRequest;
  requestId: string;
  operation: string;
  account: string | undefined;
}

/** The way of a call: counted, spoiled by a fault if one waits, authenticated, limited, delayed, answered. */
export class MailchimpGateway implements Gateway {
  private readonly formerAnswers = new Map<string, unknown>();

  constructor(private readonly world: MailchimpWorld) {}

  handle(request: SandboxRequest): Promise<SandboxReply> {
    const operation = `${request.method} ${request.path}`;
    const passage: Passage = { request, requestId: randomUUID(), operation, account: undefined };
    return this.world.counter.counted(
      () => this.pass(passage),
      () => ({ endpoint: passage.operation, key: presentedCredential(request.headers), account: passage.account }),
      request,
    );
  }

  accountOf(request: SandboxRequest): string | undefined {
    const credential = presentedCredential(request.headers);
    return credential === undefined ? undefined : this.world.accountOf(credential)?.id;
  }

  isWrite({ method, path }: SandboxRequest): boolean {
    return method !== 'GET' && path.startsWith(`${ROOT}/`);
  }

  /** The hash of an address is what both sides call a contact. */
  referencesOf({ path }: SandboxRequest): string[] {
    const [, hash] = /\/members\/([^/]+)/.exec(path) ?? [];
    return hash === undefined ? [] : [hash];
  }

  private async pass(passage: Passage): Promise<SandboxReply> {
    const { request } = passage;
    if (request.path.startsWith('/oauth2/')) return this.login(request);
    try {
      return await this.answer(passage);
    } catch (error) {
      const failure = expectedError(error, MailchimpApiError) ?? serverError();
      const headers = { 'Content-Type': 'application/problem+json; charset=utf-8', ...failure.headers };
      return this.reply(passage, failure.status, failure.body(passage.requestId), headers);
    }
  }

  private async login(request: SandboxRequest): Promise<SandboxReply> {
    const fault = this.world.faults.take(request.method, request.path, undefined);
    const delay = this.world.latency.for(request.path);
    if (delay > 0) await sleep(delay);
    const replaced = fault && (faultReply(fault) ?? loginFault(fault));
    if (replaced) return replaced;
    const reply = oauth(this.world, request);
    return disrupted(fault, reply);
  }

  private async answer(passage: Passage): Promise<SandboxReply> {
    const { request } = passage;
    this.world.tagging.applyDue();
    const credential = presentedCredential(request.headers);
    const account = credential === undefined ? undefined : this.world.accountOf(credential);
    passage.account = account?.id;
    const fault = this.world.faults.take(request.method, request.path, account?.id);
    const replaced = fault && faultReply(fault);
    if (replaced) return replaced;
    if (credential === undefined) throw apiKeyMissing();
    if (!account) throw apiKeyInvalid();
    if (this.world.throttle.admit(account.id, request.path) !== 'admitted') return throttled();
    const injected = fault && faultError(fault);
    if (injected) throw injected;
    if (request.path !== ROOT && !request.path.startsWith(`${ROOT}/`)) throw notFound();
    const route = routeFor(request.method, request.path.slice(ROOT.length));
    passage.operation = route.operation;
    const end = this.world.connections.admit(account.id);
    if (!end) throw tooManyConnections(undefined, this.world.connections.limits.connections ?? undefined);
    try {
      return await this.execute(passage, account, route, fault);
    } finally {
      end();
    }
  }

  private async execute(
    passage: Passage,
    account: MailchimpAccount,
    route: ApiRoute,
    fault: Fault | undefined,
  ): Promise<SandboxReply> {
    const { request } = passage;
    const half = this.world.latency.for(request.path) / 2;
    if (half > 0) await sleep(half);
    const query = new URLSearchParams(request.query);
    const selection = new FieldSelection(query.get('fields'), query.get('exclude_fields'));
    const body = parsedBody(request.body);
    const value = await route.handler({ world: this.world, account, path: route.path, query, body, selection });
    const sent = value === null ? null : this.spoiled(fault, passage, selection.apply(value));
    if (half > 0) await sleep(half);
    const reply = this.reply(passage, sent === null ? 204 : 200, sent === null ? '' : JSON.stringify(sent));
    return disrupted(fault, reply);
  }

  /** With offsets for cursors both kinds of a stuck list look the same: the page before, once more. */
  private spoiled(fault: Fault | undefined, passage: Passage, value: unknown): unknown {
    const key = `${passage.account} ${passage.operation}`;
    const former = this.formerAnswers.get(key);
    if (fault?.kind === 'duplicatePage' || fault?.kind === 'repeatCursor') return former ?? value;
    if (passage.request.method === 'GET') this.formerAnswers.set(key, value);
    return value;
  }

  private reply(passage: Passage, status: number, body: string, extra: Record<string, string> = {}): SandboxReply {
    const headers = {
      'Content-Type': 'application/json; charset=utf-8',
      Date: new Date(this.world.clock.milliseconds()).toUTCString(),
      'X-Request-Id': passage.requestId,
      ...extra,
    };
    return { status, headers, body };
  }
}

function parsedBody(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw malformedJson();
  }
}
