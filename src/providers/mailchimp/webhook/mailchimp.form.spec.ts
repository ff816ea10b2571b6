import { cpuTime } from '../../../../test/support/cpu.time.js';
import { readForm } from './mailchimp.form.js';

const MOST = 2_000;
const read = (body: string | Buffer) => readForm(Buffer.from(body), MOST);
const fields = (body: string | Buffer) => Object.fromEntries(read(body)!.fields);

describe('a form', () => {
  it.each<[string, Record<string, string>]>([
    ['', {}],
    ['&&', {}],
    ['a=1&b=2', { a: '1', b: '2' }],
    ['a', { a: '' }],
    ['=1', { '': '1' }],
    ['a=b=c', { a: 'b=c' }],
    ['data%5Bmerges%5D%5BFNAME%5D=Zo%C3%AB+M%2B', { 'data[merges][FNAME]': 'Zoë M+' }],
    ['data[id]=1', { 'data[id]': '1' }],
    ['a=%', { a: '%' }],
    ['a=%zz+x&%E0%A4%A=b', { a: '%zz x', '%E0%A4%A': 'b' }],
    ['?a=1', { '?a': '1' }],
  ])('%s', (body, expected) => {
    expect(fields(body)).toEqual(expected);
  });

  it('says when a name came twice, and counts the first', () => {
    expect(read('a=1&b=2')).toMatchObject({ isAmbiguous: false });
    expect(read('a=1&%61=2')).toMatchObject({ isAmbiguous: true });
    expect(read('a=1&a=2')!.fields.get('a')).toBe('1');
  });

  it('has names that reach no prototype', () => {
    const form = read('__proto__=1&constructor=2&toString=3')!.fields;
    expect([...form.keys()]).toEqual(['__proto__', 'constructor', 'toString']);
    expect(read('a=1')!.fields.get('toString')).toBeUndefined();
  });

  it('is none beyond a number of fields', () => {
    expect(read(Array.from({ length: MOST }, (_, index) => `a${index}`).join('&'))).not.toBeNull();
    expect(read('&'.repeat(MOST))).toBeNull();
  });

  it('is decoded as decodeURIComponent does, where that can', () => {
    const codes = Array.from({ length: 256 }, (_, n) => n.toString(16).padStart(2, '0'));
    const texts = [
      ...codes.flatMap((hex) => [`%${hex}`, `%${hex.toUpperCase()}x`, `%e0%${hex}%80`, `é%f0%9f%98%${hex}`]),
      ...['%', '%4', '%4g', '%g4', '%%41', '100%25', '%ed%a0%80', '%c0%80', '%F4%90%80%80', '😀%F0%9F%98%80', '%0'],
    ];
    for (const text of texts) {
      let expected = text;
      try {
        expected = decodeURIComponent(text);
      } catch {
        // It stays as it is.
      }
      expect([text, fields(`a=${text}`).a]).toEqual([text, expected]);
    }
  });

  it('takes little longer when nothing in it is encoded properly', () => {
    const form = (field: (n: number) => string) =>
      Buffer.from(Array.from({ length: 50_000 }, (_, n) => field(n)).join('&'));
    const fastest = (body: Buffer) => {
      const times = [1, 2, 3].map(() => cpuTime(() => expect(readForm(body, 50_000)!.fields.size).toBe(50_000)));
      return Math.min(...times);
    };
    const proper = fastest(form((n) => `%C3%A9${n}=%25`));
    const improper = fastest(form((n) => `%FF${n}=%`));
    expect(improper).toBeLessThan(5 * proper);
  });

  it('takes any bytes', () => {
    expect(() => read(Buffer.from([0x61, 0x3d, 0xff, 0xfe, 0x00]))).not.toThrow();
  });
});
