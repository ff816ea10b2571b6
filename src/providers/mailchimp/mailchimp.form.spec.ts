import { readForm } from './mailchimp.form.js';

const read = (body: string | Buffer) => readForm(Buffer.from(body));
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
    expect(read(Array.from({ length: 2_000 }, (_, index) => `a${index}`).join('&'))).not.toBeNull();
    expect(read('&'.repeat(2_000))).toBeNull();
  });

  it('takes any bytes', () => {
    expect(() => read(Buffer.from([0x61, 0x3d, 0xff, 0xfe, 0x00]))).not.toThrow();
  });
});
