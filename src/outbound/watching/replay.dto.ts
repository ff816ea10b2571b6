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
  IsString,
  IsUUID,
  Length,
  ValidateNested,
} from 'class-validator';
import { IsInstant } from '../../common/instant.decorator.js';
import { ENTITIES, type Entity } from '../items/entity.js';
import { REASON_CODES, type ReasonCode } from '../targets/reason.codes.js';

const REPLAYABLE = ['dead', 'waiting', 'skipped', 'applied'] as const;
const MOST_IDS = 1_000;

export class ReplayTargetsFilterDto {
  /** @example 'dead' */
  @ApiProperty({ enum: REPLAYABLE, required: false, default: 'dead' })
  @IsIn(REPLAYABLE)
  status: (typeof REPLAYABLE)[number] = 'dead';

  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  @IsOptional()
  @IsUUID()
  integrationId?: string;

  /** Default: every entity that the caller may push. */
  @IsOptional()
  @IsIn(ENTITIES)
  entity?: Entity;

  /** @example 'sale' */
  @IsOptional()
  @IsString()
  @Length(1, 50)
  target?: string;

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
   * Changed at this time or later.
   * @example '2026-03-01T00:00:00Z'
   */
  @IsOptional()
  @IsInstant()
  since?: string;

  /**
   * Changed before this time.
   * @example '2026-04-01T00:00:00Z'
   */
  @IsOptional()
  @IsInstant()
  until?: string;
}

export class ReplayTargetsDto {
  /** Selects the targets. A target must match all conditions. */
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
