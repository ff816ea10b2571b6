import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const EXAMPLE = { email: 'ada@example.org', name: 'Ada Example', phone: null };

export class RecordDto {
  /** @example 'customers' */
  type!: string;
  /**
   * The object's id at the provider.
   * @example 'cus_NffrFeUfNV2Hib'
   */
  externalId!: string;
  /** The normalised shape of the type, the same for all providers. */
  @ApiProperty({ type: 'object', additionalProperties: true, example: EXAMPLE })
  data!: Record<string, unknown>;
  /** The provider's own JSON, when asked for. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  raw?: Record<string, unknown>;
  /**
   * Grows with every change; a 64-bit integer as text.
   * @example '1773480413000'
   */
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
