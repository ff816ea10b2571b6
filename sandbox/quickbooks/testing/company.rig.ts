import { parseExact } from '../../common/exact.json.js';
import { LocalSandbox } from '../../common/testing/local.sandbox.js';
import { QuickBooksGateway } from '../api/quickbooks.gateway.js';
import { QuickBooksControl } from '../control/quickbooks.control.js';
import { ACCOUNT } from '../dataset/references.js';
import type { CompanySpec } from '../live/quickbooks.company.js';
import type { QboObject } from '../quickbooks.entity.js';
import { QuickBooksWorld } from '../quickbooks.world.js';

export type Fields = Record<string, unknown>;

interface Answer {
  status: number;
  text: string;
  json: Fields;
  /** Of its Fault. */
  code: string | undefined;
  detail: string;
}

/** One company whose API and control calls are asked without a network. */
export class CompanyRig {
  readonly world = new QuickBooksWorld();
  readonly realmId: string;
  private readonly sandbox = new LocalSandbox(
    this.world,
    new QuickBooksGateway(this.world),
    new QuickBooksControl(this.world),
  );
  private readonly token: string;

  constructor(spec: CompanySpec = { counts: { customers: 3, products: 3, accounts: 12, tax_codes: 6 } }) {
    const { company, tokens } = this.world.openAccount(spec);
    this.realmId = company.realmId;
    this.token = tokens.accessToken;
    this.world.limits.configure({ perMinute: null, perSecond: null, batchPerMinute: null });
  }

  /** Of the head of the chart of accounts. */
  account(name: keyof typeof ACCOUNT): { value: string } {
    return { value: this.world.accounts.get(this.realmId)!.data.id('accounts', ACCOUNT[name]) };
  }

  async call(path: string, body?: unknown): Promise<Answer> {
    const method = body === undefined ? 'GET' : 'POST';
    const sent = typeof body === 'string' ? body : JSON.stringify(body ?? '');
    const headers = { authorization: `Bearer ${this.token}` };
    const reply = await this.sandbox.send(method, `/v3/company/${this.realmId}/${path}`, headers, sent);
    const { status, body: text } = reply;
    const json = parseExact(text) as Fields;
    const [error] = (json.Fault as { Error: { code: string; Detail?: string }[] } | undefined)?.Error ?? [];
    return { status, text, json, code: error?.code, detail: error?.Detail ?? '' };
  }

  /** @returns the entity of an answer, which must be a success */
  async write(path: string, body: unknown): Promise<QboObject> {
    const { status, text, json } = await this.call(path, body);
    if (status !== 200) throw new Error(`${path}: ${status} ${text}`);
    return Object.values(json)[0] as QboObject;
  }

  query(text: string): Promise<Answer> {
    return this.call(`query?query=${encodeURIComponent(text)}`);
  }

  /** Entities that a query finds. */
  async found(entity: string, where: string): Promise<QboObject[]> {
    const { text, json } = await this.query(`select * from ${entity} where ${where}`);
    if (!json.QueryResponse) throw new Error(text);
    return ((json.QueryResponse as Fields)[entity] ?? []) as QboObject[];
  }

  control(method: string, path: string, body?: Fields): Promise<string> {
    return this.sandbox.control(method, path, body);
  }

  async set(settings: Fields): Promise<void> {
    await this.control('POST', `accounts/${this.realmId}/settings`, settings);
  }

  close(): void {
    this.sandbox.close();
  }
}
