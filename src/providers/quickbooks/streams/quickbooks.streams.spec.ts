import { QUICKBOOKS_STREAMS } from './quickbooks.streams.js';

describe('the streams of QuickBooks', () => {
  it('that have a balance are listed again, since nothing says that a posting changes them', () => {
    const listedAgain = QUICKBOOKS_STREAMS.filter(({ staleness }) => staleness?.unseen.includes('balance'));
    expect(listedAgain.map(({ name }) => name)).toEqual(['customers', 'vendors', 'accounts']);
    for (const { passes } of listedAgain) expect(passes).toEqual(['Active in (true, false)']);
  });
});
