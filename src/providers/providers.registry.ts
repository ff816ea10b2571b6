import { NotFoundError } from '../common/http.errors.js';
import type { ProviderPort } from './provider.port.js';

export class ProviderRegistry {
  private readonly byName: ReadonlyMap<string, ProviderPort>;

  constructor(providers: readonly ProviderPort[]) {
    this.byName = new Map(providers.map((provider) => [provider.describe().name, provider]));
  }

  all(): ProviderPort[] {
    return [...this.byName.values()];
  }

  find(name: string): ProviderPort | undefined {
    return this.byName.get(name);
  }

  /** @throws NotFoundError `unknown_provider` */
  get(name: string): ProviderPort {
    const provider = this.byName.get(name);
    if (!provider) throw new NotFoundError(`Provider "${name}"`, 'unknown_provider');
    return provider;
  }
}
