import { Type } from 'class-transformer';
import { IsArray, IsIn, IsObject, IsOptional, IsString, IsUUID, Length, ValidateNested } from 'class-validator';
import { IsInstant } from '../../common/instant.decorator.js';

const REPLAYABLE = ['dead', 'done', 'ignored'] as const;

export class ReplayFilterDto {
  /** `dead` if absent. */
  @IsOptional()
  @IsIn(REPLAYABLE)
  status?: (typeof REPLAYABLE)[number];

  @IsOptional()
  @IsString()
  @Length(1, 50)
  provider?: string;

  @IsOptional()
  @IsUUID()
  integrationId?: string;

  @IsOptional()
  @IsString()
  @Length(1, 200)
  type?: string;

  @IsOptional()
  @IsArray()
  @IsUUID(undefined, { each: true })
  ids?: string[];

  @IsOptional()
  @IsInstant()
  since?: string;

  @IsOptional()
  @IsInstant()
  until?: string;
}

export class ReplayEventsDto {
  /** Which events; all conditions must hold. */
  @IsObject()
  @ValidateNested()
  @Type(() => ReplayFilterDto)
  filter!: ReplayFilterDto;
}
