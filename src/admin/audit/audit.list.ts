import { Injectable } from '@nestjs/common';
import { CrossTenantReader } from '../cross-tenant.reader.js';
import { newestSql } from '../newest.sql.js';
import type { AuditEntryDto, AuditPageDto } from './audit.dto.js';
import type { ListAuditQuery } from './list-audit.query.js';

const LIST_SQL = newestSql({
  table: 'audit_log',
  columns: `w.id, w.tenant_id AS "tenantId", w.actor, w.action, w.target, w.detail || coalesce(w.outcome, '{}') AS detail, w.at`,
  filter: `($3::uuid IS NULL OR w.tenant_id = $3) AND ($4::text IS NULL OR w.actor = $4)`,
});

@Injectable()
export class AuditList {
  constructor(private readonly reader: CrossTenantReader) {}

  list(query: ListAuditQuery): Promise<AuditPageDto> {
    return this.reader.page<AuditEntryDto>(query, {
      list: 'audit',
      sql: LIST_SQL,
      filters: [query.tenantId ?? null, query.actor ?? null],
      positionOf: ({ id }) => id,
    });
  }
}
