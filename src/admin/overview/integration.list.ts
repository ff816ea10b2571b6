import { Injectable } from '@nestjs/common';
import { INTEGRATION_COLUMNS, type IntegrationRow } from '../../integrations/connections/integration.row.js';
import { IntegrationDto } from '../../integrations/dto/integration.dto.js';
import { CrossTenantReader } from '../cross-tenant.reader.js';
import type { AdminIntegrationPageDto } from './admin-integration.dto.js';
import type { ListAdminIntegrationsQuery } from './list-admin-integrations.query.js';

const LIST_SQL = `
  SELECT ${INTEGRATION_COLUMNS} FROM integrations
  WHERE ($1::uuid IS NULL OR id < $1) AND ($3::text IS NULL OR provider = $3) AND ($4::text IS NULL OR status = $4)
    AND ($5::uuid IS NULL OR tenant_id = $5)
  ORDER BY id DESC LIMIT $2`;

/** Connections of every tenant. */
@Injectable()
export class IntegrationList {
  constructor(private readonly reader: CrossTenantReader) {}

  async list(query: ListAdminIntegrationsQuery): Promise<AdminIntegrationPageDto> {
    const { provider, status, tenantId } = query;
    const { data, nextCursor } = await this.reader.page<IntegrationRow>(query, {
      list: 'integrations',
      sql: LIST_SQL,
      filters: [provider ?? null, status ?? null, tenantId ?? null],
      positionOf: ({ id }) => id,
    });
    return { data: data.map((row) => ({ tenantId: row.tenantId, ...IntegrationDto.from(row) })), nextCursor };
  }
}
