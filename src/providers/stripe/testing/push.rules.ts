import type { Rule, Rules } from '../../push.port.js';

/** Both rules are on, and customers are adopted by their address. */
export function rulesOf(adopt: string | null = 'email'): Rules {
  return new Map<string, Rule>([
    ['customers', { name: 'customers', enabled: true, options: { adopt } }],
    ['catalog', { name: 'catalog', enabled: true, options: {} }],
  ]);
}
