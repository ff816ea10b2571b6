import { randomUUID } from 'node:crypto';
import { hashToken } from '../endpoints/endpoint.tokens.js';

/** Replaces the database: endpoints by provider and token, a count of queries, and a way to delay results. */
export class EndpointTable {
  queries = 0;
  failure?: Error;
  private readonly rows = new Map<string, object[]>();
  private held: Promise<void> | undefined;

  /** Adds an endpoint, or replaces its secrets. */
  put(provider: string, token: string, secrets: readonly string[], endpointId: string = randomUUID()): void {
    const row = { tenantId: 't', integrationId: 'i', externalAccountId: 'a', endpointId };
    const sealed = secrets.map((secret) => ({ ...row, secretId: randomUUID(), ciphertext: Buffer.from(secret) }));
    this.rows.set(keyOf(provider, hashToken(token)), sealed.length > 0 ? sealed : [{ ...row, secretId: null }]);
  }

  remove(provider: string, token: string): void {
    this.rows.delete(keyOf(provider, hashToken(token)));
  }

  /** Queries read the table at once, but return only after the returned function is called. */
  hold(): () => void {
    let release = (): void => undefined;
    this.held = new Promise((resolve) => (release = resolve));
    return () => {
      this.held = undefined;
      release();
    };
  }

  call(_sql: string, [provider, hash]: [string, Buffer]): Promise<object[]> {
    return this.ask(keyOf(provider, hash));
  }

  private async ask(key: string): Promise<object[]> {
    this.queries++;
    const { failure } = this;
    const found = this.rows.get(key) ?? [];
    await this.held;
    if (failure) throw failure;
    return found;
  }
}

function keyOf(provider: string, hash: Buffer): string {
  return `${provider} ${hash.toString('hex')}`;
}
