import { countQuery, idsQuery, literal, pageQuery } from './quickbooks.query.js';
import { findStream } from './quickbooks.streams.js';

const customers = findStream('customers')!;

describe('a literal', () => {
  it.each([
    ["O'Neil", "'O\\'Neil'"],
    ['back\\slash', "'back\\\\slash'"],
    ["\\' or Active = true or '", "'\\\\\\' or Active = true or \\''"],
    ['', "''"],
  ])('%s cannot end early', (value, written) => {
    expect(literal(value)).toBe(written);
    // Whatever stands between the outer quotes has every quote escaped.
    expect(written.slice(1, -1).replace(/\\./g, '')).not.toContain("'");
  });
});

describe('queries', () => {
  it('escape what they are given', () => {
    expect(pageQuery(customers, "2026' or Id > '", 1)).toContain("'2026\\' or Id > \\''");
    expect(idsQuery(customers, ['1', "2'"])).toBe(
      "select * from Customer where Id in ('1', '2\\'') and Active in (true, false) maxresults 1000",
    );
  });

  it('never sort by Id', () => {
    for (const query of [pageQuery(customers, null, 5), pageQuery(customers, '2026-01-01', 5), countQuery(customers)]) {
      expect(query).not.toMatch(/orderby Id/i);
    }
  });
});
