import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { CrossTenantReader } from '../cross-tenant.reader.js';
import { newestSql, type NewestSql } from '../newest.sql.js';
import type { AuditEntryDto, AuditPageDto } from './audit.dto.js';
import type { ListAuditQuery } from './list-audit.query.js';

@Injectable()
export class AuditList {
  private readonly sql: NewestSql;

  constructor(
    private readonly reader: CrossTenantReader,
    @Inject(CONFIG) { limits }: Config,
  ) {
    this.sql = newestSql({
      table: 'audit_log',
      columns: `w.id, w.tenant_id AS "tenantId", w.actor, w.action, w.target,
        w.detail || coalesce(w.outcome, '{}') AS detail, w.at`,
      tenant: '$3',
      filter: `($4::text IS NULL OR w.actor = $4)`,
      window: limits.LIST_ROWS_READ,
    });
  }

  list(query: ListAuditQuery): Promise<AuditPageDto> {
    return this.reader.page<AuditEntryDto>(query, {
      list: 'audit',
      sql: query.tenantId ? this.sql.ofTenant : this.sql.ofAll,
      filters: [query.tenantId ?? null, query.actor ?? null],
      positionOf: ({ id }) => id,
    });
  }
}
