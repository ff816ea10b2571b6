import type { ApiRoute } from './api.call.js';
import { liveObject, ownMerchants } from './object.reading.js';

const scope = 'MERCHANT_PROFILE_READ';

export const LOCATION_ROUTES: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/v2/locations',
    scope,
    run: (call) => ({ locations: [...call.account.store('locations').live()] }),
  },
  {
    method: 'GET',
    path: '/v2/locations/:id',
    scope,
    run: (call) => {
      const id = call.ids[0] === 'main' ? call.account.mainLocation : call.ids[0]!;
      return { location: liveObject(call, 'locations', id) };
    },
  },
  {
    method: 'GET',
    path: '/v2/merchants',
    scope,
    query: ['cursor'],
    run: (call) => ({ merchant: [call.account.describe()] }),
  },
  {
    method: 'GET',
    path: '/v2/merchants/:id',
    scope,
    run: (call) => {
      if (call.ids[0] !== 'me') ownMerchants(call, [call.ids[0]!]);
      return { merchant: call.account.describe() };
    },
  },
];
