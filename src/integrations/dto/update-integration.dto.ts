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

  /**
   * `paused`: nothing new is pushed to the account. Requests whose outcome is not known are still resolved. `on` ends that,
   * and what was held is sent. The rules of the integration say which it is.
   * @example 'paused'
   */
  @IsOptional()
  @IsIn(['on', 'paused'])
  outbound?: 'on' | 'paused';

  /** New credentials of the same account. They also end the status `needs_reauth`. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' } })
  @IsOptional()
  @IsObject()
  @PlainMap()
  credentials?: Record<string, unknown>;
}
