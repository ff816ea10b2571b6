import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { INTEGRATION_COLUMNS, type IntegrationRow } from '../../integrations/connections/integration.row.js';
import { IntegrationDto } from '../../integrations/dto/integration.dto.js';
import { CrossTenantReader } from '../cross-tenant.reader.js';
import { newestSql, type NewestSql } from '../newest.sql.js';
import type { AdminIntegrationPageDto } from './admin-integration.dto.js';
import type { ListAdminIntegrationsQuery } from './list-admin-integrations.query.js';

/** Lists the integrations of all tenants. */
@Injectable()
export class IntegrationList {
  private readonly sql: NewestSql;

  constructor(
    private readonly reader: CrossTenantReader,
    @Inject(CONFIG) { limits }: Config,
  ) {
    this.sql = newestSql({
      table: 'integrations',
      columns: INTEGRATION_COLUMNS,
      tenant: '$5',
      filter: `($3::text IS NULL OR w.provider = $3) AND ($4::text IS NULL OR w.status = $4)`,
      window: limits.LIST_ROWS_READ,
    });
  }

  async list(query: ListAdminIntegrationsQuery): Promise<AdminIntegrationPageDto> {
    const { provider, status, tenantId } = query;
    const { data, nextCursor } = await this.reader.page<IntegrationRow>(query, {
      list: 'integrations',
      sql: tenantId ? this.sql.ofTenant : this.sql.ofAll,
      filters: [provider ?? null, status ?? null, tenantId ?? null],
      positionOf: ({ id }) => id,
    });
    return { data: data.map((row) => ({ tenantId: row.tenantId, ...IntegrationDto.from(row) })), nextCursor };
  }
}
