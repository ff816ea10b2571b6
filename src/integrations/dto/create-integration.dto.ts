import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsObject, IsOptional, IsString, Length } from 'class-validator';
import { PlainMap } from '../../common/plain-map.decorator.js';
import { ENVIRONMENTS } from '../connections/integration.row.js';

export class CreateIntegrationDto {
  /** Name of a provider, as listed by `GET /providers`. */
  @IsString()
  @Length(1, 50)
  provider!: string;

  /**
   * Name for people. Default: the name of the account.
   * @example 'Box office account'
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  name?: string;

  /**
   * The venue this account belongs to, if it belongs to one.
   * @example 'venue-42'
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  venueId?: string;

  /**
   * Whether the credentials are for the live or the test environment. Detected from the credentials if they show it.
   */
  @IsOptional()
  @IsIn(ENVIRONMENTS)
  environment?: (typeof ENVIRONMENTS)[number];

  /** The provider's credentials, by the names that `GET /providers/:provider` lists. Never returned. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' } })
  @IsObject()
  @PlainMap()
  credentials!: Record<string, unknown>;

  /** Other values that the provider needs, by the names that `GET /providers/:provider` lists. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' } })
  @IsOptional()
  @IsObject()
  @PlainMap()
  settings?: Record<string, unknown>;
}
