import { can, type Principal } from '../../auth/principal.js';
import { ForbiddenError } from '../../common/http.errors.js';
import { ENTITIES, type Entity } from '../items/entity.js';

/** The entities that the caller may push. */
export function pushable(principal: Principal): Entity[] {
  return ENTITIES.filter((entity) => can(principal, `sync:${entity}`));
}

/** @throws ForbiddenError */
export function assertMayPush(principal: Principal, entity: Entity): void {
  if (!can(principal, `sync:${entity}`)) throw new ForbiddenError(`sync:${entity} is required`);
}
