import { describe, expect, it } from '@jest/globals';
import { parseForm } from '../../common/form.parser.js';
import { bracketForm } from './bracket.form.js';

describe('bracketForm', () => {
  it('writes nested fields in brackets, spaces as plus signs', () => {
    const data = { merges: { FNAME: 'Zoë M' }, email: 'a+b@example.com' };
    const form = bracketForm({ type: 'profile', data });
    expect(form).toBe('type=profile&data%5Bmerges%5D%5BFNAME%5D=Zo%C3%AB+M&data%5Bemail%5D=a%2Bb%40example.com');
    expect(parseForm(form)).toEqual({ type: 'profile', data });
  });
});
