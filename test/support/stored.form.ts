import { DEMO_PROVIDERS } from '../../demo/providers.js';
import type { Stripping } from '../../src/providers/stripping/stripping.js';

/** A vendor's object as the service stores it: stripped of what must not be stored. */
export function storedForm(provider: string, object: unknown): unknown {
  const stripped = strippedOf(provider);
  return stripped ? stripped.object(object as Record<string, unknown>) : object;
}

function strippedOf(provider: string): Stripping | undefined {
  return DEMO_PROVIDERS[provider]?.stripped;
}
