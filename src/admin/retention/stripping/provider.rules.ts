import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ProviderRegistry } from '../../../providers/providers.registry.js';
import type { Stripping } from '../../../providers/stripping/stripping.js';

/** What any of the providers must not have stored. */
@Injectable()
export class ProviderRules {
  constructor(private readonly providers: ProviderRegistry) {}

  /** The rules for a row: those of all providers where it is not known whose it is. */
  of(provider: string | null): Stripping[] {
    const known = provider === null ? undefined : this.providers.find(provider);
    return (known ? [known] : this.providers.all()).map(({ stripped }) => stripped);
  }

  /** LIKE patterns: a text that none of them fits holds nothing to strip. */
  patterns(): string[] {
    const marks = this.providers.all().flatMap(({ stripped }) => stripped.marks());
    return [...new Set(marks)].map((mark) => `%${mark}%`);
  }

  /** Changes with the rules, so that what is stored is looked through again. */
  fingerprint(): string {
    const rules = this.providers.all().map(({ stripped }) => stripped.fingerprint());
    return hash('sha256', rules.join('\n'), 'hex').slice(0, 32);
  }
}
