import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { CrossTenant } from '../../database/cross-tenant.js';
import { Database } from '../../database/database.js';
import type { WorkItem } from './work.item.js';
import type { WorkTableDefinition } from './work-table.definition.js';
import { WorkTable } from './work.table.js';

/** Creates a work table from its definition, so that no kind of work needs access across tenants itself. */
@Injectable()
export class WorkTables {
  constructor(
    private readonly database: Database,
    private readonly crossTenant: CrossTenant,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {}

  of<Item extends WorkItem>(definition: WorkTableDefinition): WorkTable<Item> {
    const { database, crossTenant: crossing, config } = this;
    return new WorkTable<Item>(definition, { database, crossing, limits: config.limits });
  }
}
