import { describe, expect, it } from '@jest/globals';
import { windowedSql } from './windowed.sql.js';

describe('windowedSql', () => {
  const sql = windowedSql({
    table: 'things',
    range: 'w.id < $1',
    order: 'w.id DESC',
    filter: 'w.color = $3',
    columns: 'w.id',
    limit: '$2',
    window: 500,
  });

  it('reads so many rows along the index, whatever the filter', () => {
    expect(sql).toContain('FROM things w WHERE w.id < $1 ORDER BY w.id DESC LIMIT 500');
  });

  it('returns what passes the filter, and the row at which reading ended', () => {
    expect(sql).toContain('WHERE (w.color = $3) OR w."rowsRead" = 500 ORDER BY w.id DESC LIMIT $2');
  });

  it('passes every row where there is no filter', () => {
    const unfiltered = windowedSql({
      table: 't',
      range: 'true',
      order: 'w.id',
      columns: 'w.id',
      limit: '$1',
      window: 5,
    });
    expect(unfiltered).toContain('WHERE (true)');
  });
});
