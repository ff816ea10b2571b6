import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
} from 'class-validator';
import { FACT_TYPES, type FactType } from '../../facts/fact.js';
import type { NotificationTrouble } from '../sending/notification.error.js';

export class CreateNotificationEndpointDto {
  /**
   * Where notifications are posted to. It begins with https, and its host belongs to the public internet.
   * @example 'https://hooks.example.org/integrations'
   */
  @IsString()
  @Length(8, 2000)
  url!: string;

  /**
   * The types to be reported; all if absent.
   * @example ['sync.failed', 'integration.needs_reauth']
   */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ArrayUnique()
  @IsIn(FACT_TYPES, { each: true })
  types?: FactType[];

  /** @example 'Alerts of the box office' */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  description?: string;
}

export class UpdateNotificationEndpointDto {
  /** @example 'https://hooks.example.org/v2/integrations' */
  @IsOptional()
  @IsString()
  @Length(8, 2000)
  url?: string;

  /** @example ['sync.failed'] */
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ArrayUnique()
  @IsIn(FACT_TYPES, { each: true })
  types?: FactType[];

  /** @example 'Alerts of the box office' */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  description?: string;

  /**
   * `paused`: nothing is recorded for it meanwhile. `active` also switches one on again that had answered 410.
   * @example 'active'
   */
  @IsOptional()
  @IsIn(['active', 'paused'])
  status?: 'active' | 'paused';
}

export class RotateNotificationSecretDto {
  /**
   * For how long the secrets so far sign beside the new one, seconds; a day if absent.
   * @example 86400
   */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(30 * 86_400)
  overlapSeconds?: number;
}

export class NotificationEndpointDto {
  /** @example 'e7a90d13-6b2c-4f81-9d3a-5c4b3a2f1e0d' */
  id!: string;
  /** @example 'https://hooks.example.org/integrations' */
  url!: string;
  /** `null`: all types. */
  types!: FactType[] | null;
  description!: string | null;
  /** `gone`: it answered 410. */
  status!: 'active' | 'paused' | 'gone';
  /**
   * Shown once, when the endpoint is created or its secret is rotated. It signs as Standard Webhooks says.
   * @example 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD'
   */
  secret!: string | null;
  createdAt!: Date;
  updatedAt!: Date;
}

export class NotificationEndpointListDto {
  data!: NotificationEndpointDto[];
  nextCursor!: string | null;
}

export class NotificationErrorDto {
  code!: NotificationTrouble;
  /** @example 'The receiver answered 500' */
  message!: string;
}

export class NotificationTestDto {
  /**
   * Whether the endpoint answered 2xx.
   * @example true
   */
  delivered!: boolean;
  /** @example 200 */
  responseStatus!: number | null;
  /** Why it was not delivered. */
  error!: NotificationErrorDto | null;
  /** @example 82 */
  durationMs!: number;
}
