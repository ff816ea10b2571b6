import type { Connection } from '../../src/providers/connection.js';
import type { ProviderPort, PullPage } from '../../src/providers/provider.port.js';
import type { SeenRequest } from '../support/edge.proxy.js';
import { Stand } from './stand.js';
import type { Subject, VendorAccount } from './subject.js';
import { walk } from './walk.js';

/** What the chapters of the contract share: a vendor, and an account of it that none of them changes. */
export class Stage {
  stand!: Stand;
  account!: VendorAccount;
  private lists = new Map<string, Promise<PullPage[]>>();

  constructor(readonly subject: Subject) {}

  async open(): Promise<void> {
    this.stand = await Stand.open(this.subject);
    this.account = await this.stand.account(1);
  }

  close(): Promise<void> {
    return this.stand.close();
  }

  /** Nothing spoilt, nothing seen. */
  async calm(): Promise<void> {
    this.stand.edge.use();
    await this.stand.control.call('DELETE', '/faults');
    await this.stand.control.call('DELETE', '/requests');
  }

  get connection(): Connection {
    return this.stand.connection(this.account);
  }

  get probe(): { kind: 'list'; stream: string } {
    return { kind: 'list', stream: this.subject.probe.stream };
  }

  get secrets(): string[] {
    return this.stand.secretsOf(this.account);
  }

  streams(): string[] {
    return this.port()
      .describe()
      .streams.map(({ name }) => name);
  }

  port(env: Record<string, string> = {}): ProviderPort {
    return this.stand.port(env);
  }

  /** Requests for the probe's list. */
  seen(): SeenRequest[] {
    const path = this.subject.probe.path(this.account);
    return this.stand.edge.requests.filter(({ url }) => url.startsWith(path));
  }

  /** Of an object of the probe. */
  async anId(): Promise<string> {
    return (await this.list(this.probe.stream))[0]!.records.externalIds[0]!;
  }

  /** Whether these pages hold the objects of the probe, all of them and no others. */
  async isWhole(pages: readonly PullPage[]): Promise<boolean> {
    const ids = new Set(pages.flatMap(({ records }) => records.externalIds));
    const objects = await this.stand.objects(this.account, this.probe.stream);
    return ids.size === objects.size && [...objects.keys()].every((id) => ids.has(id));
  }

  /** The undisturbed list of a stream, walked once. */
  list(stream: string): Promise<PullPage[]> {
    const known = this.lists.get(stream) ?? walk(this.port(), this.connection, { kind: 'list', stream });
    this.lists.set(stream, known);
    return known;
  }
}
