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
    expect(pageQuery(customers, { pass: 0, from: "2026' or Id > '", position: 1 })).toContain("'2026\\' or Id > \\''");
    expect(idsQuery(customers, ['1', "2'"])).toBe(
      "select * from Customer where Id in ('1', '2\\'') and Active in (true, false) maxresults 1000",
    );
  });

  it('never sort by Id', () => {
    const start = { pass: 0, from: null, position: 5 };
    const queries = [pageQuery(customers, start), pageQuery(customers, { ...start, from: '2026-01-01' })];
    for (const query of [...queries, countQuery(customers), idsQuery(customers, ['1'])]) {
      expect(query).not.toMatch(/orderby Id/i);
    }
  });
});
