import { ApiProperty } from '@nestjs/swagger';

export const DEAD_LETTER_KINDS = ['webhook', 'run'] as const;
export type DeadLetterKind = (typeof DEAD_LETTER_KINDS)[number];

export class DeadLetterDto {
  @ApiProperty({ enum: DEAD_LETTER_KINDS })
  kind!: DeadLetterKind;
  id!: string;
  tenantId!: string;
  integrationId!: string | null;
  provider!: string;
  /** Of a webhook event: the provider's name of its type. */
  type!: string | null;
  /** Of a run. */
  syncType!: string | null;
  error!: Record<string, unknown> | null;
  attempts!: number;
  createdAt!: Date;
}

export class DeadLetterPageDto {
  data!: DeadLetterDto[];
  nextCursor!: string | null;
}

export class DeadLetterOutcomeDto {
  @ApiProperty({ enum: DEAD_LETTER_KINDS })
  kind!: DeadLetterKind;
  id!: string;
  tenantId!: string;
  @ApiProperty({ enum: ['replayed', 'discarded'] })
  outcome!: 'replayed' | 'discarded';
  /** The new run that does the work of a failed one again. */
  runId?: string;
}
