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
   * For people; the account's own name if absent.
   * @example 'Box office account'
   */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  name?: string;

  /** Whether a live or a test account is expected; the connection is refused when the provider says otherwise. */
  @IsOptional()
  @IsIn(ENVIRONMENTS)
  environment?: (typeof ENVIRONMENTS)[number];

  /** What else the provider must know, by the names that `GET /providers/:provider` lists. */
  @IsOptional()
  @IsObject()
  @PlainMap()
  settings?: Record<string, unknown>;

  /**
   * Where the browser goes afterwards, with `integrationId` or `error` in the query; only below `OAUTH_RETURN_TO`.
   * @example 'https://app.example.org/connections'
   */
  @IsOptional()
  @IsString()
  @Length(1, 2_000)
  returnTo?: string;
}

export class AuthorizationDto {
  /**
   * Where to send the owner of the account.
   * @example 'https://provider.example.org/oauth/authorize?client_id=ca_1&state=s1'
   */
  authorizeUrl!: string;
  /** When the consent expires. */
  expiresAt!: Date;
}
