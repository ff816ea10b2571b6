import { describe, expect, it } from '@jest/globals';
import { publicLookup } from './receiver.address.js';

const resolve = (name: string, all: boolean) =>
  new Promise((done) => publicLookup(name, { all }, (error, address) => done(error ?? address)));

describe('Resolving the name of a receiver', () => {
  it.each([true, false])('refuses a name that leads to this machine (all addresses: %s)', async (all) => {
    expect(await resolve('localhost', all)).toMatchObject({ code: 'private_address' });
  });
});
