import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsObject, IsOptional, IsString, Length, ValidateIf } from 'class-validator';
import { PlainMap } from '../../common/plain-map.decorator.js';

export class UpdateIntegrationDto {
  /** @example 'Box office account' */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  name?: string;

  /**
   * `null` removes the integration from its venue.
   * @example 'venue-42'
   */
  @ValidateIf((dto: UpdateIntegrationDto) => dto.venueId !== undefined && dto.venueId !== null)
  @IsString()
  @Length(1, 200)
  venueId?: string | null;

  /** Replaces all settings. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' } })
  @IsOptional()
  @IsObject()
  @PlainMap()
  settings?: Record<string, unknown>;

  /**
   * `paused` stops syncs but keeps the account connected. `connected` ends the pause.
   * @example 'paused'
   */
  @IsOptional()
  @IsIn(['connected', 'paused'])
  status?: 'connected' | 'paused';

  /** New credentials of the same account. They also end the status `needs_reauth`. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' } })
  @IsOptional()
  @IsObject()
  @PlainMap()
  credentials?: Record<string, unknown>;
}
