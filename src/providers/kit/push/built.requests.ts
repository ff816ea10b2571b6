import type { BuiltRequest } from '../../push.port.js';

/** What is built in place of a request. */
type Unsent = Exclude<BuiltRequest, { kind: 'request' }>;

/** The provider has it as it should be. */
export const NOTHING: Unsent = { kind: 'nothing' };

export const skipped = (code: string, message: string): Unsent => ({ kind: 'skipped', code, message });
export const waiting = (code: string, message: string): Unsent => ({ kind: 'waiting', code, message });
export const dead = (code: string, message: string) => ({ kind: 'dead', code, message }) as const;
