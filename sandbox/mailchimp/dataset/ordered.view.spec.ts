import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../../common/seeded.random.js';
import { OrderedView } from './ordered.view.js';

const walk = (view: OrderedView) => Array.from({ length: view.length }, (_, place) => view.indexAt(place));

describe('OrderedView', () => {
  it('orders by value, then by index, up to the largest of both', () => {
    const view = new OrderedView([
      [7, 3],
      [2 ** 32 - 1, 2 ** 21 - 1],
      [7, 1],
      [0, 9],
    ]);
    expect(walk(view)).toEqual([9, 1, 3, 2 ** 21 - 1]);
    expect([view.rank(0), view.rank(7), view.rank(8)]).toEqual([0, 1, 3]);
  });

  it('stays equal to a sorted list through random changes', () => {
    const random = new SeededRandom(4);
    const pairs: [number, number][] = Array.from({ length: 40 }, (_, index) => [random.integer(9), index]);
    const view = new OrderedView(pairs);
    for (let index = 40; index < 400; index += 1) {
      const added: [number, number] = [random.integer(9), index];
      pairs.push(added);
      view.insert(...added);
      if (index % 3 === 0) view.remove(...pairs.splice(random.integer(pairs.length), 1)[0]!);
    }
    const sorted = [...pairs].sort((one, other) => one[0] - other[0] || one[1] - other[1]);
    expect(walk(view)).toEqual(sorted.map(([, index]) => index));
    expect(() => view.remove(10, 1)).toThrow('no 1 at 10');
  });
});
