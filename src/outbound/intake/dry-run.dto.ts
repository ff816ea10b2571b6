import { ApiProperty } from '@nestjs/swagger';
import { OutboundReasonDto } from '../targets/reason.dto.js';
import { AcceptedItemDto, RejectedItemDto } from './intake.dto.js';

export const DECISIONS = ['send', 'unchanged', 'skipped', 'waiting', 'dead'] as const;
export type PushDecision = (typeof DECISIONS)[number];

/** A request as it would be sent, without credentials. */
export class PreviewedRequestDto {
  @ApiProperty({ enum: ['create', 'update', 'archive'] })
  kind!: 'create' | 'update' | 'archive';
  /** @example 'POST' */
  method!: string;
  /**
   * Path and query at the provider.
   * @example '/v3/company/4620816365/salesreceipt?minorversion=75'
   */
  url!: string;
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: { accept: 'application/json' } })
  headers!: Record<string, string>;
  /**
   * The exact bytes, which are UTF-8.
   * @example '{"DocNumber":"1042-q5x3kzt2v4"}'
   */
  body!: string;
  /** @example 'hq5x3kzt2v4m6n7p2a3b4c5d6e7f2g3h4' */
  idempotencyKey!: string;
  /**
   * The name by which the provider is asked for the object.
   * @example 'q5x3kzt2v4m6n7p2a3b4c5d6e7f2g3h4'
   */
  reference!: string;
}

export class PreviewedTargetDto {
  /** @example '8c1f2d3e-4b5a-8c6d-9e7f-0a1b2c3d4e5f' */
  id!: string;
  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  integrationId!: string;
  provider!: string;
  /** @example 'sale' */
  target!: string;
  /** @example '' */
  part!: string;
  /** `unchanged`: the provider has it as it should be. */
  @ApiProperty({ enum: DECISIONS, example: 'send' })
  decision!: PushDecision;
  reason!: OutboundReasonDto | null;
  /**
   * These bytes would be sent now. `false`: something that the request needs is not there yet, and `{{target:id}}` is in its
   * place; or the provider could not be asked what it has.
   * @example true
   */
  exact!: boolean;
  /** `null`: nothing would be sent, or what it depends on is not known. */
  request!: PreviewedRequestDto | null;
}

export class PreviewedItemDto extends AcceptedItemDto {
  targets!: PreviewedTargetDto[];
}

/** What a call would do. Nothing is stored or sent. */
export class DryRunAnswerDto {
  accepted!: PreviewedItemDto[];
  rejected!: RejectedItemDto[];
}
