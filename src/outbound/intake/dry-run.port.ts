import type { Entity } from '../items/entity.js';
import type { ReadItem, RejectedItem } from '../items/item.reader.js';
import type { DryRunAnswerDto } from './dry-run.dto.js';

/** A call that stores and sends nothing. */
export interface RehearsedCall {
  tenantId: string;
  entity: Entity;
  /** All that can be used, in the order of the call. */
  items: readonly ReadItem[];
  rejected: RejectedItem[];
  /** `null`: every integration that takes the entity. */
  integrationIds: readonly string[] | null;
  caller: string;
}

/** Says what a call would do. */
export abstract class DryRun {
  /** @throws UnprocessableError `preview_limit` when it would do more than an answer can show */
  abstract run(call: RehearsedCall): Promise<DryRunAnswerDto>;
}
