import { IsIn, IsObject, IsOptional, IsString, Length, ValidateIf } from 'class-validator';
import { PlainMap } from '../../common/plain-map.decorator.js';

export class UpdateIntegrationDto {
  /** @example 'Box office account' */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  name?: string;

  /**
   * `null` takes the integration away from its venue.
   * @example 'venue-42'
   */
  @ValidateIf((dto: UpdateIntegrationDto) => dto.venueId !== undefined && dto.venueId !== null)
  @IsString()
  @Length(1, 200)
  venueId?: string | null;

  /** Replaces the settings as a whole. */
  @IsOptional()
  @IsObject()
  @PlainMap()
  settings?: Record<string, unknown>;

  /**
   * `paused` stops syncs and keeps the connection; `connected` ends the pause.
   * @example 'paused'
   */
  @IsOptional()
  @IsIn(['connected', 'paused'])
  status?: 'connected' | 'paused';

  /** New credentials of the same account; also the way back from `needs_reauth`. */
  @IsOptional()
  @IsObject()
  @PlainMap()
  credentials?: Record<string, unknown>;
}
