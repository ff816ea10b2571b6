import { ApiProperty } from '@nestjs/swagger';
import { FailureDto } from '../../common/failure.dto.js';
import { ItemErrorDto } from '../intake/intake.dto.js';
import { ENTITIES, type Entity } from '../items/entity.js';
import { REASON_CODES, type ReasonCode } from '../targets/reason.codes.js';
import { SEEN_STATUSES, type SeenStatus } from '../targets/target.status.js';

const ITEM_OUTCOMES = ['accepted', 'stale', 'rejected'] as const;
export type ItemOutcome = (typeof ITEM_OUTCOMES)[number];

export class BatchTargetDto {
  /** @example '8c1f2d3e-4b5a-8c6d-9e7f-0a1b2c3d4e5f' */
  id!: string;
  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  integrationId!: string;
  provider!: string;
  /** @example 'sale' */
  target!: string;
  /** @example '' */
  part!: string;
  @ApiProperty({ enum: SEEN_STATUSES, example: 'applied' })
  status!: SeenStatus;
  /** Code of the reason. */
  @ApiProperty({ enum: REASON_CODES, nullable: true, example: null })
  code!: ReasonCode | null;
}

export class BatchItemDto {
  /** `null`: the item has no usable id. */
  id!: string | null;
  /**
   * `stale`: it was not newer than what was accepted before. An integration that does not have it yet gets it all the same.
   */
  @ApiProperty({ enum: ITEM_OUTCOMES, example: 'accepted' })
  outcome!: ItemOutcome;
  /** Nothing of it is pending, being sent or unknown. */
  settled!: boolean;
  /** What it is at the connected accounts now. */
  targets!: BatchTargetDto[];
  /** Why it was rejected. */
  errors!: ItemErrorDto[];
}

/** Number of items, by what the call made of them, and of targets, by their status. */
export class BatchCountsDto {
  /** @example 2 */
  accepted!: number;
  /** @example 0 */
  stale!: number;
  /** @example 0 */
  rejected!: number;
  /** @example 0 */
  pending!: number;
  /** @example 0 */
  sending!: number;
  /** @example 0 */
  unknown!: number;
  /** @example 1 */
  waiting!: number;
  /** @example 1 */
  applied!: number;
  /** @example 0 */
  skipped!: number;
  /** @example 0 */
  dead!: number;
}

/** One call of an intake route, and what became of it. */
export class BatchProgressDto {
  /** @example '0196f3a2-7f0e-7a3b-9c55-0d6b1a2e4f10' */
  id!: string;
  @ApiProperty({ enum: ENTITIES, example: 'payments' })
  entity!: Entity;
  /**
   * `user:` or `service:`, and who.
   * @example 'service:payment-service'
   */
  caller!: string;
  /** `null`: every integration that takes the items. */
  @ApiProperty({ type: [String], format: 'uuid', nullable: true })
  integrationIds!: string[] | null;
  /**
   * `received`: its targets are not written yet. `planned`: they are. `dead`: they cannot be written, see `error`.
   */
  @ApiProperty({ enum: ['received', 'planned', 'dead'], example: 'planned' })
  status!: 'received' | 'planned' | 'dead';
  /** No target is pending, being sent or unknown. */
  settled!: boolean;
  counts!: BatchCountsDto;
  error!: FailureDto | null;
  receivedAt!: Date;
  plannedAt!: Date | null;
}

export class OutboundBatchDto extends BatchProgressDto {
  /** The accepted ones in the order of the call, then the rejected ones. */
  items!: BatchItemDto[];
  /**
   * The batch has more targets than are listed. All of them are counted.
   * @example false
   */
  truncated!: boolean;
}
