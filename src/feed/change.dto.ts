import { ApiProperty } from '@nestjs/swagger';
import { RecordDto } from '../records/record.dto.js';

const CHANGE_KINDS = ['created', 'updated', 'deleted'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export class ChangeDto {
  /** @example '0192d3f0-6b1e-7c3a-9f00-3a5b7c9d1e2f' */
  integrationId!: string;
  /** @example 'customers' */
  type!: string;
  /** @example 'cus_NffrFeUfNV2Hib' */
  externalId!: string;
  /** What happened to the record since the cursor. */
  @ApiProperty({ enum: CHANGE_KINDS, example: 'updated' })
  change!: ChangeKind;
  /** When the state of `record` was committed here. */
  changedAt!: Date;
  /** The record as it is now. It may be newer than the change. */
  record!: RecordDto;
}

export class ChangePageDto {
  data!: ChangeDto[];
  /**
   * Where to go on, also if the page is empty.
   * @example 'eyJlcG9jaCI6Ij.Zk3v5wqk'
   */
  nextCursor!: string;
  /**
   * Whether nothing else is committed. `false`: ask again.
   * @example true
   */
  upToDate!: boolean;
}
