import type { Entity } from '../items/entity.js';
import { reasonCode } from '../targets/reason.codes.js';
import type { OutboundReasonDto } from '../targets/reason.dto.js';
import type { Reason } from '../targets/target.store.js';
import type { SeenStatus } from '../targets/target.status.js';
import type { OutboundTargetDto } from './target.dto.js';

/** A row of `outbound_targets`, as it is read for a caller. */
export interface TargetRow {
  id: string;
  integrationId: string;
  provider: string;
  target: string;
  entity: Entity;
  platformId: string;
  part: string;
  status: SeenStatus;
  reason: Reason | null;
  reasonSince: Date | null;
  wantedVersion: number;
  appliedVersion: number | null;
  externalId: string | null;
  attempts: number;
  nextAt: Date | null;
  batchIds: string[];
  error: Reason | null;
  createdAt: Date;
  updatedAt: Date;
}

/** @param externalUrl of the object in the provider's console */
export function toTargetDto(row: TargetRow, externalUrl: string | null): OutboundTargetDto {
  const { reason, reasonSince, error, ...columns } = row;
  return {
    ...columns,
    externalUrl,
    reason: toReasonDto(reason, reasonSince),
    lastError: error && { code: error.code, message: error.message },
  };
}

function toReasonDto(reason: Reason | null, since: Date | null): OutboundReasonDto | null {
  return reason && { code: reasonCode(reason.code), message: reason.message, since };
}
