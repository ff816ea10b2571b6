import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsObject, IsOptional, IsString, Length } from 'class-validator';
import { PlainMap } from '../../common/plain-map.decorator.js';
import { ENVIRONMENTS } from '../connections/integration.row.js';

export class AuthorizeDto {
  /**
   * The venue this account belongs to, if it belongs to one.
   * @example 'venue-42'
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  venueId?: string;

  /**
   * Name for people. Default: the name of the account.
   * @example 'Box office account'
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  name?: string;

  /** Whether a live or a test account is expected. If the provider reports the other one, the connection is refused. */
  @IsOptional()
  @IsIn(ENVIRONMENTS)
  environment?: (typeof ENVIRONMENTS)[number];

  /** Other values that the provider needs, by the names that `GET /providers/:provider` lists. */
  @ApiPropertyOptional({ type: 'object', additionalProperties: { type: 'string' } })
  @IsOptional()
  @IsObject()
  @PlainMap()
  settings?: Record<string, unknown>;

  /**
   * URL to which the browser is redirected afterwards, with `integrationId` or `error` in the query. Must be below one
   * of `OAUTH_RETURN_TO`.
   * @example 'https://app.example.org/connections'
   */
  @IsOptional()
  @IsString()
  @Length(1, 2_000)
  returnTo?: string;
}

export class AuthorizationDto {
  /**
   * URL to which the owner of the account must be sent.
   * @example 'https://provider.example.org/oauth/authorize?client_id=ca_1&state=s1'
   */
  authorizeUrl!: string;
  /** When the consent expires. */
  expiresAt!: Date;
}
