import { describe, expect, it } from '@jest/globals';
import { FieldSelection } from './field.selection.js';

const answer = {
  members: [{ id: 'a', merge_fields: { FNAME: 'Ada', LNAME: 'L' }, _links: [1] }],
  total_items: 1,
  _links: [2],
};

describe('FieldSelection', () => {
  it('sends everything unless asked otherwise', () => {
    const selection = new FieldSelection(null, null);
    expect(selection.apply(answer)).toEqual(answer);
    expect(selection.wants('members._links')).toBe(true);
  });

  it('keeps only the named fields', () => {
    const selection = new FieldSelection('members.id,members.merge_fields.FNAME,total_items', null);
    expect(selection.apply(answer)).toEqual({ members: [{ id: 'a', merge_fields: { FNAME: 'Ada' } }], total_items: 1 });
    expect(selection.wants('members._links')).toBe(false);
    expect(new FieldSelection('members', null).wants('members._links')).toBe(true);
  });

  it('leaves out the excluded ones', () => {
    const selection = new FieldSelection(null, 'members._links,_links');
    const { merge_fields, id } = answer.members[0]!;
    expect(selection.apply(answer)).toEqual({ members: [{ id, merge_fields }], total_items: 1 });
    expect(selection.wants('members._links')).toBe(false);
    expect(selection.wants('members.id')).toBe(true);
  });
});
