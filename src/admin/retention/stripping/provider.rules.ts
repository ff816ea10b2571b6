import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ProviderRegistry } from '../../../providers/providers.registry.js';
import type { Stripping } from '../../../providers/stripping/stripping.js';

/** What must not be stored, by the rules of the providers. */
@Injectable()
export class ProviderRules {
  constructor(private readonly providers: ProviderRegistry) {}

  /** The rules for a row. If the provider is unknown, the rules of all providers. */
  of(provider: string | null): Stripping[] {
    const known = provider === null ? undefined : this.providers.find(provider);
    return (known ? [known] : this.providers.all()).map(({ stripped }) => stripped);
  }

  /** LIKE patterns. A text that matches none of them has nothing to strip. */
  patterns(): string[] {
    const marks = this.providers.all().flatMap(({ stripped }) => stripped.marks());
    return [...new Set(marks)].map((mark) => `%${mark}%`);
  }

  /** A hash of all rules. If a rule changes, the hash changes, and all stored data is examined again. */
  fingerprint(): string {
    const rules = this.providers.all().map(({ stripped }) => stripped.fingerprint());
    return hash('sha256', rules.join('\n'), 'hex').slice(0, 32);
  }
}
