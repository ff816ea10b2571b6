import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class RecordDto {
  type!: string;
  /** The object's id at the provider. */
  externalId!: string;
  /** The normalised shape of the type, the same for all providers. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  data!: Record<string, unknown>;
  /** The provider's own JSON, when asked for. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  raw?: Record<string, unknown>;
  /** Grows with every change; a 64-bit integer as text. */
  version!: string;
  /** When it last changed, by the provider's clock. */
  updatedAt!: Date;
  /** Set on a tombstone. */
  deletedAt!: Date | null;
  /** When we last wrote it. */
  syncedAt!: Date;
}

export class RecordPageDto {
  data!: RecordDto[];
  nextCursor!: string | null;
}
