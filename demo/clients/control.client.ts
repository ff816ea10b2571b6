import { DemoError } from '../demo.error.js';

/** An account in a provider's sandbox. */
export interface SandboxAccount {
  id: string;
  /** Live objects by stream. */
  counts: Record<string, number>;
}

/** An object as its provider shows it, under the id that its record has. */
export interface SandboxObject {
  id: string;
  object: Record<string, unknown>;
  /** In the form of its account's API version, if that is an old one. */
  former?: Record<string, unknown>;
}

/** An object that was written, and that carries what an application calls it. */
export interface ReferencedObject {
  reference: string;
  stream: string;
  id: string;
  object: Record<string, unknown>;
}

/** Sums by stream and currency, in minor units. */
export type SandboxSums = Record<string, Record<string, number>>;

export interface DeliveryCounts {
  /** Not answered yet, or waiting for the next try. */
  pending: number;
  delivered: number;
  failed: number;
}

/** The control calls of one provider's sandbox: see sandbox/README.md. */
export class ControlClient {
  constructor(
    readonly url: string,
    private readonly signal: AbortSignal,
  ) {}

  async call<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
    return (await (await this.send(method, path, body)).json()) as T;
  }

  createAccount(body: Record<string, unknown>): Promise<SandboxAccount> {
    return this.call('POST', '/accounts', body);
  }

  /** Random changes; answers how many events they made. */
  async mutate(account: string, plan: Record<string, unknown>): Promise<number> {
    const { events } = await this.call<{ events: number }>('POST', `/accounts/${account}/mutate`, plan);
    return events;
  }

  deliveries(): Promise<DeliveryCounts> {
    return this.call('GET', '/webhooks');
  }

  sums(account: string): Promise<SandboxSums> {
    return this.call('GET', `/accounts/${account}/sums`);
  }

  /** Every live object of a stream. */
  objects(account: string, stream: string): Promise<SandboxObject[]> {
    return this.lines(`/accounts/${account}/objects/${stream}`);
  }

  /** Written objects that carry a reference. */
  references(account: string): Promise<ReferencedObject[]> {
    return this.lines(`/accounts/${account}/references`);
  }

  private async lines<T>(path: string): Promise<T[]> {
    const text = await (await this.send('GET', path)).text();
    return text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as T);
  }

  private async send(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(`${this.url}/_control${path}`, {
      method,
      signal: this.signal,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    if (response.ok) return response;
    throw new DemoError(`The sandbox answered ${response.status} to ${method} ${path}: ${await response.text()}`);
  }
}
