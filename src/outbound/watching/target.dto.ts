import { ApiProperty } from '@nestjs/swagger';
import { FailureDto } from '../../common/failure.dto.js';
import { ENTITIES, type Entity } from '../items/entity.js';
import { OutboundReasonDto } from '../targets/reason.dto.js';
import { OPERATION_STATUSES, type OperationStatus } from '../targets/target.machine.js';
import { SEEN_STATUSES, type SeenStatus } from '../targets/target.status.js';

/** One object of the platform at one connected account. */
export class OutboundTargetDto {
  /** @example '8c1f2d3e-4b5a-8c6d-9e7f-0a1b2c3d4e5f' */
  id!: string;
  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  integrationId!: string;
  provider!: string;
  /**
   * The kind of object.
   * @example 'sale'
   */
  target!: string;
  @ApiProperty({ enum: ENTITIES, example: 'payments' })
  entity!: Entity;
  /**
   * The platform's id. Of several items that feed one target, the first in the order of the ids.
   * @example 'pay_1042'
   */
  platformId!: string;
  /**
   * The part of the item that is an object of its account: a ticket type of an event. Empty: the whole item.
   * @example ''
   */
  part!: string;
  /**
   * `unknown`: a request may have been applied, and the hub is finding out. `waiting`: it goes on by itself when the reason
   * has ended. What waits for another target is `pending` for the first hour.
   */
  @ApiProperty({ enum: SEEN_STATUSES, example: 'waiting' })
  status!: SeenStatus;
  /** `null`: there is nothing to say. */
  reason!: OutboundReasonDto | null;
  /**
   * Milliseconds of `updatedAt` times 1024, and `sequence`.
   * @example 1814006425600000
   */
  wantedVersion!: number;
  /** `null`: nothing was applied yet. */
  appliedVersion!: number | null;
  /**
   * The provider's id of the object.
   * @example '145'
   */
  externalId!: string | null;
  /** The object in the provider's own console, where that is known. */
  externalUrl!: string | null;
  /**
   * Failed attempts. A wait and an unknown outcome are no attempts.
   * @example 0
   */
  attempts!: number;
  /** When it is sent next; `null` unless that is known. */
  nextAt!: Date | null;
  /** The last calls that brought it, at most 10. */
  @ApiProperty({ type: [String], format: 'uuid', example: ['0196f3a2-7f0e-7a3b-9c55-0d6b1a2e4f10'] })
  batchIds!: string[];
  /** Why the last try did not succeed. */
  lastError!: FailureDto | null;
  createdAt!: Date;
  updatedAt!: Date;
}

export class OutboundPageDto {
  data!: OutboundTargetDto[];
  nextCursor!: string | null;
}

/** A request that was sent, without its body: a body has names, addresses and amounts. */
export class RedactedRequestDto {
  /** @example 'POST' */
  method!: string;
  /**
   * Path and query at the provider.
   * @example '/v3/company/4620816365/salesreceipt?minorversion=75'
   */
  url!: string;
  /** Without credentials. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: { accept: 'application/json' } })
  headers!: Record<string, string>;
  /**
   * Length of the body; `null` once it was deleted.
   * @example 512
   */
  bodyBytes!: number | null;
  /**
   * SHA-256 of the body, hexadecimal; `null` once it was deleted.
   * @example '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08'
   */
  bodySha256!: string | null;
}

/** Amounts that the provider has posted. */
export class PostedAmountsDto {
  /**
   * Decimal text.
   * @example '25.00'
   */
  total!: string;
  /** @example 'EUR' */
  currency!: string;
  /** @example '2026-03-14' */
  date!: string;
}

/** What the provider has answered, or what was found out or decided instead. */
export class OperationResponseDto {
  /** @example '145' */
  externalId!: string | null;
  /**
   * The provider's own version of the object.
   * @example '0'
   */
  externalVersion!: string | null;
  /** Of a document of the books. */
  amounts!: PostedAmountsDto | null;
  /**
   * There was no answer, and the object was found afterwards.
   * @example false
   */
  found!: boolean;
  /**
   * What a person has decided about it.
   * @example null
   */
  resolved!: string | null;
}

export class OutboundOperationDto {
  /**
   * Counts the requests of the target, from 1.
   * @example 1
   */
  operation!: number;
  /**
   * How many earlier requests are known not to have been applied, although they were sent.
   * @example 0
   */
  generation!: number;
  @ApiProperty({ enum: ['create', 'update', 'archive'] })
  kind!: 'create' | 'update' | 'archive';
  /** @example 1814006425600000 */
  version!: number;
  @ApiProperty({ enum: OPERATION_STATUSES, example: 'done' })
  status!: OperationStatus;
  /** @example 'hq5x3kzt2v4m6n7p2a3b4c5d6e7f2g3h4' */
  idempotencyKey!: string;
  /**
   * The name by which the provider is asked for the object.
   * @example 'q5x3kzt2v4m6n7p2a3b4c5d6e7f2g3h4'
   */
  reference!: string;
  request!: RedactedRequestDto;
  /**
   * How often it was sent, with the same key and bytes.
   * @example 1
   */
  sends!: number;
  firstSentAt!: Date | null;
  lastSentAt!: Date | null;
  finishedAt!: Date | null;
  response!: OperationResponseDto | null;
  error!: FailureDto | null;
}

export class OutboundDetailDto extends OutboundTargetDto {
  /** The last requests, newest first. */
  operations!: OutboundOperationDto[];
}
