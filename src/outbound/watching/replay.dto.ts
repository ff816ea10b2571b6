import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsObject,
  IsOptional,
  IsUUID,
  ValidateNested,
} from 'class-validator';
import { IsInstant } from '../../common/instant.decorator.js';
import { REASON_CODES, type ReasonCode } from '../targets/reason.codes.js';
import { TargetFilterDto } from './target-filter.dto.js';

const REPLAYABLE = ['dead', 'waiting', 'skipped', 'applied'] as const;
const MOST_IDS = 1_000;

export class ReplayTargetsFilterDto extends TargetFilterDto {
  /** @example 'dead' */
  @ApiProperty({ enum: REPLAYABLE, required: false, default: 'dead' })
  @IsIn(REPLAYABLE)
  status: (typeof REPLAYABLE)[number] = 'dead';

  /** Code of the reason. */
  @ApiProperty({ enum: REASON_CODES, required: false, example: 'refused' })
  @IsOptional()
  @IsIn(REASON_CODES)
  code?: ReasonCode;

  /** @example ["8c1f2d3e-4b5a-8c6d-9e7f-0a1b2c3d4e5f"] */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_IDS)
  @IsUUID(undefined, { each: true })
  ids?: string[];

  /**
   * Changed before this time.
   * @example '2026-04-01T00:00:00Z'
   */
  @IsOptional()
  @IsInstant()
  until?: string;
}

export class ReplayTargetsDto {
  /** Selects the targets. A target must match all conditions. Default of `entity`: all that the caller may push. */
  @IsObject()
  @ValidateNested()
  @Type(() => ReplayTargetsFilterDto)
  filter!: ReplayTargetsFilterDto;

  /** Only counts. */
  @ApiProperty({ required: false, default: false, example: false })
  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;
}

export class ReplayedTargetsDto {
  /**
   * Number of targets that are sent again, or that would be.
   * @example 12
   */
  replayed!: number;
  /**
   * More targets may match. Repeat the call for them.
   * @example false
   */
  more!: boolean;
}
