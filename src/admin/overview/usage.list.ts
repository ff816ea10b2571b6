import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CrossTenantReader } from '../cross-tenant.reader.js';
import type { UsageDto, UsagePageDto } from './usage.dto.js';
import type { UsageQuery } from './usage.query.js';

/** Days and UUIDs have one length, so rows sort by this text as they do by its parts. */
const POSITION = `(to_char(day, 'YYYY-MM-DD') || tenant_id::text || provider) COLLATE "C"`;

const POSITION_FORMAT = z.string().regex(/^\d{4}-\d{2}-\d{2}[\da-f-]{36}[\w-]+$/);

const TODAY = `(now() AT TIME ZONE 'UTC')::date`;

const LIST_SQL = `
  SELECT tenant_id AS "tenantId", provider, to_char(day, 'YYYY-MM-DD') AS day, api_calls::float8 AS "apiCalls",
    records::float8 AS records, webhooks::float8 AS webhooks, bytes::float8 AS bytes
  FROM provider_usage
  WHERE ($1::text IS NULL OR ${POSITION} < $1) AND day >= coalesce($3::date, coalesce($4::date, ${TODAY}) - 30)
    AND day <= coalesce($4::date, ${TODAY})
    AND ($5::text IS NULL OR provider = $5) AND ($6::uuid IS NULL OR tenant_id = $6)
  ORDER BY ${POSITION} DESC LIMIT $2`;

/** What tenants use of the providers: calls, records, webhooks, bytes. */
@Injectable()
export class UsageList {
  constructor(private readonly reader: CrossTenantReader) {}

  list(query: UsageQuery): Promise<UsagePageDto> {
    const { from, to, provider, tenantId } = query;
    return this.reader.page<UsageDto>(query, {
      list: 'usage',
      sql: LIST_SQL,
      filters: [dayOf(from), dayOf(to), provider ?? null, tenantId ?? null],
      position: POSITION_FORMAT,
      positionOf: ({ day, tenantId: tenant, provider: name }) => `${day}${tenant}${name}`,
    });
  }
}

/** A day as it was written: usage is counted by UTC days, and a time names one. */
function dayOf(value: string | undefined): string | null {
  if (value === undefined) return null;
  return value.length === 10 ? value : new Date(value).toISOString().slice(0, 10);
}
