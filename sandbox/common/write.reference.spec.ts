import { describe, expect, it } from '@jest/globals';
import { referenceIn } from './write.reference.js';

describe('the reference of a write', () => {
  it.each([
    ['{"DocNumber":"ORD-1","PrivateNote":"hub:abc order 1"}', 'abc'],
    ['{"DocNumber":"ORD-1"}', 'ORD-1'],
    ['{"BatchItemRequest":[{"Customer":{"Notes":"see hub:x"}},{"Customer":{"Notes":"hub:y"}}]}', 'x'],
    ['{"object":{"item_data":{"variations":[{"item_variation_data":{"sku":"s1"}}]}}}', 's1'],
    ['{"reference_id":"r1","idempotency_key":"k"}', 'r1'],
    ['name=A&metadata%5Bhub_ref%5D=c1', 'c1'],
    ['lookup_key=hub_p1&unit_amount=5', 'hub_p1'],
    ['lookup_key=hub_p1&metadata[hub_ref]=p1', 'p1'],
    ['{"Notes":"github:no"}', null],
    ['{"DocNumber":', null],
    ['', null],
  ])('%s: %s', (body, reference) => {
    expect(referenceIn(body)).toBe(reference);
  });
});
