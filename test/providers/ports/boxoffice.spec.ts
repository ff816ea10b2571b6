import { readdirSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { fakeSubject } from '../fake/fake.subject.js';
import { describePort } from '../port.contract.js';
import { SUBJECTS } from '../subjects.js';

describePort(fakeSubject);

it('has a spec for each subject: apart, so that they are run side by side', () => {
  const specs = SUBJECTS.map(({ name }) => `${name}.spec.ts`);
  expect(readdirSync(import.meta.dirname).sort()).toEqual(specs.sort());
});
