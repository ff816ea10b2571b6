import { describe, expect, it } from '@jest/globals';
import { currencyFlawsOf, flawsOf, moneyFlawsOf } from '../shape.check.js';
import type { Stage } from '../stage.js';

const DOMAINS = ['events', 'tickets', 'payments', 'contacts'];

export function describeDescription(stage: Stage): void {
  describe('describes itself', () => {
    it('by streams of different names, each with a shape and a domain', () => {
      const { streams, name, title, auth, credentialFields, settingFields, docs } = stage.port().describe();
      expect({ name, title, docs: docs.slice(0, 8) }).toEqual({
        name: stage.subject.name,
        title: expect.stringMatching(/^[A-Z]/),
        docs: 'https://',
      });
      expect(streams.length).toBeGreaterThan(0);
      expect(new Set(streams.map((stream) => stream.name)).size).toBe(streams.length);
      for (const stream of streams) {
        expect(stream.name).toMatch(/^[a-z][a-z_]*$/);
        expect(stream.shape).toMatch(/^[a-z][a-z_]*$/);
        expect(DOMAINS).toContain(stream.domain);
        expect(['changes', 'relist']).toContain(stream.incremental);
        if (stream.incremental === 'relist') expect(stream.feed).toBeNull();
      }
      expect(auth).toContain('key');
      expect(credentialFields.some(({ required }) => required)).toBe(true);
      for (const fields of [credentialFields, settingFields]) {
        expect(new Set(fields.map((field) => field.name)).size).toBe(fields.length);
        for (const { description } of fields) expect(description).toMatch(/^[A-Z]/);
      }
    });

    it("by the vendor's streams, and by the credentials an account is connected with", () => {
      const { streams, credentialFields } = stage.port().describe();
      const { counts, credentials } = stage.account;
      expect(streams.map(({ name }) => name).sort()).toEqual(Object.keys(counts).sort());
      const required = credentialFields.filter((field) => field.required).map(({ name }) => name);
      const all = credentialFields.map(({ name }) => name);
      expect(Object.keys(credentials)).toEqual(expect.arrayContaining(required));
      expect(all).toEqual(expect.arrayContaining(Object.keys(credentials)));
    });

    it('without a word about its credentials, and the same each time', () => {
      const port = stage.port();
      const text = JSON.stringify(port.describe());
      for (const secret of stage.secrets) expect(text).not.toContain(secret);
      expect(port.describe()).toEqual(JSON.parse(text));
    });
  });

  describe('normalises', () => {
    it('every object of every stream, into exactly the fields of its shape', async () => {
      const port = stage.port();
      const { ofNoCurrency = [] } = stage.subject;
      const flaws: Record<string, string[]> = {};
      const { streams, contextStream } = port.describe();
      const [context = null] = contextStream
        ? [...(await stage.stand.objects(stage.account, contextStream)).values()]
        : [];
      for (const { name, shape } of streams) {
        const objects = [...(await stage.stand.objects(stage.account, name)).values()];
        expect(objects.length).toBeGreaterThan(0);
        const found = objects.flatMap((object) => {
          const data = port.normalise(name, object, undefined, context);
          return [
            ...flawsOf(shape, data),
            ...currencyFlawsOf(data),
            ...(ofNoCurrency.includes(name) ? [] : moneyFlawsOf(data)),
          ];
        });
        if (found.length > 0) flaws[name] = [...new Set(found)].slice(0, 5);
      }
      expect(flaws).toEqual({});
    });

    it('what is missing, misnamed or of another kind, without throwing', async () => {
      const port = stage.port();
      for (const { name, shape } of port.describe().streams) {
        const [object] = (await stage.stand.objects(stage.account, name)).values();
        const flaws = [{}, ...spoiltForms(object!)].flatMap((broken) => flawsOf(shape, port.normalise(name, broken)));
        expect([name, flaws.slice(0, 3)]).toEqual([name, []]);
      }
    });

    it('without changing what it was given', async () => {
      const port = stage.port();
      for (const name of stage.streams()) {
        const [object] = (await stage.stand.objects(stage.account, name)).values();
        const before = JSON.stringify(object);
        port.normalise(name, object!);
        expect(JSON.stringify(object)).toBe(before);
      }
    });
  });
}

/** The object with each of its fields in turn replaced by what it is not. */
function spoiltForms(object: Record<string, unknown>): Record<string, unknown>[] {
  const wrong = [null, 'x', 7.5, true, [], [null], {}, [{ id: 1 }]];
  return Object.keys(object).flatMap((key) => wrong.map((value) => ({ ...object, [key]: value })));
}
