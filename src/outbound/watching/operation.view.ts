import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import type { Sealed } from '../../credentials/vault/sealed.js';
import { placeIn } from '../../credentials/vault/sealed.table.js';
import { Vault } from '../../credentials/vault/vault.js';
import type { StoredRequest } from '../../providers/push.port.js';
import type { StoredError } from '../../work/failure.verdict.js';
import { SEALED_OPERATIONS } from '../targets/sealed.operations.js';
import type { OperationStatus } from '../targets/target.machine.js';
import type { OperationResponseDto, OutboundOperationDto, RedactedRequestDto } from './target.dto.js';

/** A row of `outbound_operations`. Its body is deleted some time after it was sent. */
export interface OperationRow {
  operation: number;
  generation: number;
  kind: StoredRequest['kind'];
  version: number;
  status: OperationStatus;
  idempotencyKey: string;
  reference: string;
  head: Omit<StoredRequest, 'body' | 'content' | 'kind'>;
  kid: string | null;
  wrappedKey: Buffer | null;
  ciphertext: Buffer | null;
  sends: number;
  firstSentAt: Date | null;
  lastSentAt: Date | null;
  finishedAt: Date | null;
  response: Partial<OperationResponseDto> | null;
  error: StoredError | null;
}

/** Shows the requests of a target. A body is only named by its length and hash. */
@Injectable()
export class OperationView {
  private readonly logger = new Logger(OperationView.name);

  constructor(private readonly vault: Vault) {}

  show(tenantId: string, targetId: string, row: OperationRow): OutboundOperationDto {
    const { head, kid, wrappedKey, ciphertext, response, error, ...operation } = row;
    const sealed = kid && wrappedKey && ciphertext ? { kid, wrappedKey, ciphertext } : null;
    const body = sealed && this.bodyOf(tenantId, targetId, row.operation, sealed);
    return {
      ...operation,
      request: { method: head.method, url: head.path, headers: { ...head.headers }, ...described(body) },
      response: response && { ...NO_RESPONSE, ...response },
      error: error && { code: error.code, message: error.message },
    };
  }

  /** A body whose key is gone must not hide what became of the request. */
  private bodyOf(tenantId: string, targetId: string, operation: number, sealed: Sealed): Buffer | null {
    try {
      const text = this.vault.open(sealed, placeIn(SEALED_OPERATIONS, tenantId, targetId, String(operation)));
      return Buffer.from(text, 'base64');
    } catch (error) {
      this.logger.warn(`Body of operation ${operation} of target ${targetId}: ${(error as Error).message}`);
      return null;
    }
  }
}

const NO_RESPONSE: OperationResponseDto = {
  externalId: null,
  externalVersion: null,
  amounts: null,
  found: false,
  resolved: null,
};

function described(body: Buffer | null): Pick<RedactedRequestDto, 'bodyBytes' | 'bodySha256'> {
  if (!body) return { bodyBytes: null, bodySha256: null };
  return { bodyBytes: body.length, bodySha256: createHash('sha256').update(body).digest('hex') };
}
