import { ApiProperty } from '@nestjs/swagger';
import { RunErrorDto } from '../../sync/runs/dto/run.dto.js';

export const DEAD_LETTER_KINDS = ['webhook', 'run', 'notification', 'push'] as const;
export type DeadLetterKind = (typeof DEAD_LETTER_KINDS)[number];

export class DeadLetterDto {
  @ApiProperty({ enum: DEAD_LETTER_KINDS })
  kind!: DeadLetterKind;
  /** @example 'c4e1b7a2-3d5f-4a98-b06c-1f2e3d4c5b6a' */
  id!: string;
  /** @example '5d0a7c1e-8f42-4b6d-a1e3-7c9b0f2d4e58' */
  tenantId!: string;
  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  integrationId!: string | null;
  /** `null`: a notification that is about no integration of one provider. */
  provider!: string | null;
  /**
   * For a webhook event: the provider's name of the event type. For a notification: its type. For a push: its target.
   * @example 'customer.updated'
   */
  type!: string | null;
  /** For a run: what it synchronizes. */
  syncType!: string | null;
  /** Why it is dead. */
  error!: RunErrorDto | null;
  /** @example 13 */
  attempts!: number;
  /** @example '2026-03-14T09:26:53.000Z' */
  createdAt!: Date;
}

export class DeadLetterPageDto {
  data!: DeadLetterDto[];
  nextCursor!: string | null;
}

export class DeadLetterOutcomeDto {
  @ApiProperty({ enum: DEAD_LETTER_KINDS })
  kind!: DeadLetterKind;
  /** @example 'c4e1b7a2-3d5f-4a98-b06c-1f2e3d4c5b6a' */
  id!: string;
  /** @example '5d0a7c1e-8f42-4b6d-a1e3-7c9b0f2d4e58' */
  tenantId!: string;
  @ApiProperty({ enum: ['replayed', 'discarded'] })
  outcome!: 'replayed' | 'discarded';
  /** The new run that repeats the work of the failed one. */
  runId?: string;
}
