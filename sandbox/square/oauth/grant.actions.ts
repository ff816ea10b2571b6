import { randomUUID } from 'node:crypto';
import { iso } from '../dataset/square.time.js';
import type { SquareWorld } from '../square.world.js';

export function newestAccount(world: SquareWorld): string | undefined {
  return [...world.accounts.keys()].at(-1);
}

/**
 * The grant ends and the application is told. The application gives up what OAuth gave it; a merchant who revokes takes
 * back every token, pasted ones included.
 * @returns whether there was such a merchant
 */
export function revokeAccess(world: SquareWorld, id: string, by: 'MERCHANT' | 'APPLICATION'): boolean {
  const account = world.accounts.get(id);
  if (!account) return false;
  for (const token of world.tokens.accessOf(id)) if (token.byOAuth || by === 'MERCHANT') token.revoked = true;
  for (const token of world.tokens.refreshOf(id)) token.revoked = true;
  const revocation = { revoked_at: iso(world.clock.milliseconds()), revoker_type: by };
  const data = { type: 'revocation', id: randomUUID(), object: { revocation } };
  const isConnected = world.application.connected.has(id);
  world.application.connected.add(id);
  world.journal.announce(account, 'oauth.authorization.revoked', data);
  world.application.connected.delete(id);
  return isConnected || by === 'MERCHANT';
}
