import { describe, expect, it } from '@jest/globals';
import { unknownRequests } from '../../../sandbox/schemas/request.check.js';
import { vendorSchema } from '../../../sandbox/schemas/vendor.schema.js';
import type { Stage } from '../stage.js';

/** The last chapter: it looks at everything that the others had the provider ask. */
export function describeRequests(stage: Stage): void {
  const { specification } = stage.subject;
  if (specification === undefined) return;
  describe('asks', () => {
    it("only what the vendor's specification knows", async () => {
      const { asked } = await stage.stand.control.call<{ asked: Record<string, string[]> }>('GET', '/requests');
      expect(Object.keys(asked).length).toBeGreaterThan(5);
      expect(unknownRequests(asked, vendorSchema(specification))).toEqual([]);
    });
  });
}
