import { IsBoolean, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';

export class CreateEndpointDto {
  /**
   * The signing secret that the provider shows for this URL. It can also be added later with `rotate`.
   * @example 'whsec_replace_with_the_real_one'
   */
  @IsOptional()
  @IsString()
  @Length(8, 500)
  secret?: string;

  /**
   * Also register the webhook at the provider. The provider then creates the secret.
   * @example false
   */
  @IsOptional()
  @IsBoolean()
  register?: boolean;
}

export class RotateEndpointDto {
  /**
   * The new signing secret that the provider shows.
   * @example 'whsec_replace_with_the_new_one'
   */
  @IsString()
  @Length(8, 500)
  secret!: string;

  /**
   * How long the old secrets are still accepted, in seconds. Default: one day.
   * @example 86400
   */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(30 * 86_400)
  overlapSeconds?: number;
}

export class EndpointDto {
  /** @example 'e7a90d13-6b2c-4f81-9d3a-5c4b3a2f1e0d' */
  id!: string;
  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  integrationId!: string;
  provider!: string;
  /**
   * URL with the secret token of the endpoint. Returned only once, when the endpoint is created.
   * @example 'https://hub.example.org/api/v1/webhooks/provider/token-shown-once'
   */
  url!: string | null;
  /**
   * Whether this service registered the webhook at the provider. If so, it also removes it there.
   * @example true
   */
  registered!: boolean;
  /**
   * Number of secrets that are valid now.
   * @example 1
   */
  activeSecrets!: number;
  /** @example '2026-03-14T09:26:53.000Z' */
  createdAt!: Date;
  rotatedAt!: Date | null;
}

export class EndpointListDto {
  data!: EndpointDto[];
  nextCursor!: string | null;
}
