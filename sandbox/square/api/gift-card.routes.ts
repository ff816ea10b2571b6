import type { ApiRoute } from './api.call.js';
import { listPage, liveObject, ownLocations } from './object.reading.js';
import { limit, oneOf, time } from './parameter.reading.js';

const YEAR = 365 * 86_400_000;

export const GIFT_CARD_ROUTES: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/v2/gift-cards',
    scope: 'GIFTCARDS_READ',
    query: ['type', 'state', 'limit', 'cursor', 'customer_id'],
    run: (call) => {
      const { cursor, limit: wanted, ...about } = call.query;
      const { type, state, customer_id: customer } = about;
      return listPage(call, 'gift_cards', {
        stream: 'gift_cards',
        about,
        cursor,
        sort: 'created',
        descending: true,
        limit: limit(wanted, { max: 200, usual: 30, beyond: 'refused' }),
        matches: (card) =>
          (type === undefined || card.type === type) &&
          (state === undefined || card.state === state) &&
          (customer === undefined || ((card.customer_ids as string[] | undefined) ?? []).includes(customer)),
      });
    },
  },
  {
    method: 'GET',
    path: '/v2/gift-cards/:id',
    scope: 'GIFTCARDS_READ',
    run: (call) => ({ gift_card: liveObject(call, 'gift_cards', call.ids[0]!) }),
  },
  {
    method: 'GET',
    path: '/v2/gift-cards/activities',
    scope: 'GIFTCARDS_READ',
    query: ['gift_card_id', 'type', 'location_id', 'begin_time', 'end_time', 'limit', 'cursor', 'sort_order'],
    run: (call) => {
      const { cursor, limit: wanted, ...about } = call.query;
      const { type, gift_card_id: card, location_id: location } = about;
      // Of the last year, unless the caller says otherwise.
      const begin = time(about.begin_time, 'begin_time') ?? call.world.clock.milliseconds() - YEAR;
      return listPage(call, 'gift_card_activities', {
        stream: 'gift_card_activities',
        about,
        cursor,
        sort: 'created',
        descending: oneOf(about.sort_order, ['ASC', 'DESC'], 'DESC', 'sort_order') === 'DESC',
        limit: limit(wanted, { max: 100, usual: 50, beyond: 'refused' }),
        closesNow: true,
        ranges: { created: { min: begin, max: time(about.end_time, 'end_time') ?? Infinity } },
        ...(location === undefined ? {} : { facets: ownLocations(call, [location], 'location_id') }),
        matches: (activity) =>
          (type === undefined || activity.type === type) && (card === undefined || activity.gift_card_id === card),
      });
    },
  },
];
