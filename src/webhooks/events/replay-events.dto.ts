import { Type } from 'class-transformer';
import { IsArray, IsIn, IsObject, IsOptional, IsString, IsUUID, Length, ValidateNested } from 'class-validator';
import { IsInstant } from '../../common/instant.decorator.js';

const REPLAYABLE = ['dead', 'done', 'ignored'] as const;

export class ReplayFilterDto {
  /** Default: `dead`. */
  @IsOptional()
  @IsIn(REPLAYABLE)
  status?: (typeof REPLAYABLE)[number];

  @IsOptional()
  @IsString()
  @Length(1, 50)
  provider?: string;

  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  @IsOptional()
  @IsUUID()
  integrationId?: string;

  /** @example 'customer.updated' */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  type?: string;

  /** @example ["c4e1b7a2-3d5f-4a98-b06c-1f2e3d4c5b6a"] */
  @IsOptional()
  @IsArray()
  @IsUUID(undefined, { each: true })
  ids?: string[];

  /** @example '2026-03-01T00:00:00Z' */
  @IsOptional()
  @IsInstant()
  since?: string;

  /** @example '2026-04-01T00:00:00Z' */
  @IsOptional()
  @IsInstant()
  until?: string;
}

export class ReplayEventsDto {
  /** Selects the events. An event must match all conditions. */
  @IsObject()
  @ValidateNested()
  @Type(() => ReplayFilterDto)
  filter!: ReplayFilterDto;
}
