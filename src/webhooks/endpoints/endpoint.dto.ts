import { IsBoolean, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';

export class CreateEndpointDto {
  /** The signing secret that the provider shows for this URL. It can also be set later, by rotating. */
  @IsOptional()
  @IsString()
  @Length(8, 500)
  secret?: string;

  /** Set the webhook up at the provider too, with a secret of the provider's making. */
  @IsOptional()
  @IsBoolean()
  register?: boolean;
}

export class RotateEndpointDto {
  /** The new signing secret, as the provider shows it. */
  @IsString()
  @Length(8, 500)
  secret!: string;

  /** How long the old secrets are accepted beside the new one, seconds; a day if absent. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(30 * 86_400)
  overlapSeconds?: number;
}

export class EndpointDto {
  id!: string;
  integrationId!: string;
  provider!: string;
  /** Shown once, when the endpoint is created: it contains the endpoint's unguessable token. */
  url!: string | null;
  /** We have set it up at the provider, and take it down there too. */
  registered!: boolean;
  /** How many secrets are accepted now. */
  activeSecrets!: number;
  createdAt!: Date;
  rotatedAt!: Date | null;
}

export class EndpointListDto {
  data!: EndpointDto[];
  nextCursor!: string | null;
}
