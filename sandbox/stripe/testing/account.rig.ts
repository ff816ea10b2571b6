import { LocalSandbox } from '../../common/testing/local.sandbox.js';
import { StripeGateway } from '../api/stripe.gateway.js';
import { StripeControl } from '../control/stripe.control.js';
import type { AccountSpec } from '../live/stripe.account.js';
import type { StripeObject } from '../stripe.stream.js';
import { StripeWorld } from '../stripe.world.js';

export type Fields = Record<string, unknown>;

interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
  body: StripeObject;
  error: { code?: string; message: string; param?: string; type: string } | undefined;
}

/** One account whose API and control calls are asked without a network. */
export class AccountRig {
  readonly world = new StripeWorld();
  readonly id: string;
  private readonly sandbox = new LocalSandbox(this.world, new StripeGateway(this.world), new StripeControl(this.world));
  private readonly key: string;

  constructor(spec: AccountSpec = { counts: {} }) {
    const account = this.world.createAccount(spec);
    this.id = account.id;
    this.key = account.secretKey;
    Object.assign(this.world.limiter.limits, { globalPerSecond: null, endpointPerSecond: null });
  }

  /** @param form a POST; without one it is a GET, unless another method is named */
  async call(path: string, form?: Fields, key?: string, method = form ? 'POST' : 'GET'): Promise<Answer> {
    const headers = { authorization: `Bearer ${this.key}`, ...(key === undefined ? {} : { 'idempotency-key': key }) };
    const body = new URLSearchParams(
      Object.entries(form ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const reply = await this.sandbox.send(method, `/v1/${path}`, headers, form ? body.toString() : '');
    const answer = JSON.parse(reply.body) as StripeObject & Pick<Answer, 'error'>;
    return { status: reply.status, headers: reply.headers, text: reply.body, body: answer, error: answer.error };
  }

  /** @returns the object of an answer, which must be a success */
  async write(path: string, form: Fields = {}): Promise<StripeObject> {
    const { status, text, body } = await this.call(path, form);
    if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
    return body;
  }

  async list(path: string): Promise<StripeObject[]> {
    const { text, body } = await this.call(path);
    if (!Array.isArray(body.data)) throw new Error(text);
    return body.data as StripeObject[];
  }

  control(method: string, path: string, body?: Fields): Promise<string> {
    return this.sandbox.control(method, path, body);
  }

  async set(settings: Fields): Promise<void> {
    await this.control('POST', `accounts/${this.id}/settings`, settings);
  }

  close(): void {
    this.sandbox.close();
  }
}
