import { parseExact } from './exact.json.js';
import type { SandboxReply, SandboxRequest } from './http.server.js';
import { jsonReply } from './json.reply.js';
import { NdjsonLines } from './ndjson.lines.js';

export type ControlBody = Record<string, unknown>;

/** Answers with what it returns as JSON; an error it throws is a 400. */
type ControlCall = (body: ControlBody, id: string) => unknown;

type AccountCall<Account> = (account: Account, body: ControlBody, name: unknown) => unknown;

/** By `METHOD path`, where the second part of a longer path may be `:id`. */
export type ControlCalls = Readonly<Record<string, ControlCall>>;

/** By `METHOD what`, for `accounts/:id/what` and `accounts/:id/what/name`. */
export type AccountCalls<Account> = Readonly<Record<string, AccountCall<Account>>>;

/** The calls under /_control: what a test or a benchmark does to the sandbox that no caller of the API can. */
export class ControlRouter<Account> {
  /** @param find the account that a path names; undefined is a 404 */
  constructor(
    private readonly calls: ControlCalls,
    private readonly accountCalls: AccountCalls<Account>,
    private readonly find: (id: string) => Account | undefined,
  ) {}

  async handle({ method, path, body }: SandboxRequest): Promise<SandboxReply> {
    try {
      return await this.route(method, path.slice('/_control/'.length), parsed(body));
    } catch (error) {
      return jsonReply(400, { error: error instanceof Error ? error.message : String(error) });
    }
  }

  private async route(method: string, path: string, body: ControlBody): Promise<SandboxReply> {
    const [collection, id = '', what = '', name] = path.split('/').map(decodeURIComponent);
    const call = this.calls[`${method} ${path}`] ?? this.calls[`${method} ${collection}/:id/${what}`];
    if (call) return answer(await call(body, id));
    if (collection !== 'accounts' || !id || !what) return unknown(`${method} ${path}`);
    const account = this.find(id);
    if (account === undefined) return jsonReply(404, { error: `no account ${id}` });
    const accountCall = this.accountCalls[`${method} ${what}`];
    return accountCall ? answer(await accountCall(account, body, name)) : unknown(`${method} accounts/:id/${what}`);
  }
}

function parsed(body: string): ControlBody {
  return body === '' ? {} : (parseExact(body) as ControlBody);
}

function answer(value: unknown): SandboxReply {
  if (!(value instanceof NdjsonLines)) return jsonReply(200, value ?? { ok: true });
  return { status: 200, headers: { 'Content-Type': 'application/x-ndjson' }, body: '', stream: value };
}

function unknown(call: string): SandboxReply {
  return jsonReply(404, { error: `no control call ${call}` });
}
