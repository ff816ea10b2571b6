import { openWorkSql } from './open-work.sql.js';
import type { WorkTableDefinition } from './work-table.definition.js';
import {
  claimDueOfLanesSql,
  claimDueSql,
  claimRowSql,
  claimSettingsSql,
  deferSql,
  extendSql,
  finishSql,
  hasSurplusSql,
  isDueSql,
  othersWaitSql,
  postponeSql,
} from './work-table.sql.js';

/** The statements of one work table. They are generated once. */
export function statementsOf(table: WorkTableDefinition) {
  const finish = finishSql(table);
  return {
    claimSettings: claimSettingsSql(table),
    claimDue: table.lane ? claimDueOfLanesSql(table) : claimDueSql(table),
    claimRow: claimRowSql(table),
    isDue: isDueSql(table),
    defer: deferSql(table),
    othersWait: othersWaitSql(table),
    hasSurplus: hasSurplusSql(table),
    extend: extendSql(table),
    finish,
    finishReturning: `${finish} RETURNING w.id`,
    postpone: postponeSql(table),
    openWork: openWorkSql(table),
  };
}
