import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { CONFIG, type Config } from '../../config/config.js';
import { CrossTenantReader } from '../cross-tenant.reader.js';
import type { UsageDto, UsagePageDto } from './usage.dto.js';
import type { UsageQuery } from './usage.query.js';
import { usageSql } from './usage.sql.js';

/** Day, tenant and provider of a row, concatenated. */
const POSITION_FORMAT = z.string().regex(/^\d{4}-\d{2}-\d{2}[\da-f-]{36}[\w-]+$/);

/** Lists the usage of providers by tenants: calls, records, webhooks, bytes. */
@Injectable()
export class UsageList {
  private readonly sql: ReturnType<typeof usageSql>;

  constructor(
    private readonly reader: CrossTenantReader,
    @Inject(CONFIG) { limits }: Config,
  ) {
    this.sql = usageSql(limits.LIST_ROWS_READ);
  }

  list(query: UsageQuery): Promise<UsagePageDto> {
    const { from, to, provider, tenantId } = query;
    return this.reader.page<UsageDto>(query, {
      list: 'usage',
      sql: tenantId ? this.sql.ofTenant : this.sql.ofAll,
      filters: [dayOf(from), dayOf(to), provider ?? null, tenantId ?? null],
      position: POSITION_FORMAT,
      positionOf: ({ day, tenantId: tenant, provider: name }) => `${day}${tenant}${name}`,
    });
  }
}

/** A date is kept as written. A time is converted to its UTC day, because usage is counted by UTC days. */
function dayOf(value: string | undefined): string | null {
  if (value === undefined) return null;
  return value.length === 10 ? value : new Date(value).toISOString().slice(0, 10);
}
