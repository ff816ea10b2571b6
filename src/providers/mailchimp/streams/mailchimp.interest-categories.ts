import { stream } from './mailchimp.stream.js';

/** What interests are sorted by. Only their names are asked for: they lead to the interests. */
export const INTEREST_CATEGORIES = stream({
  name: 'interest_categories',
  shape: 'interest',
  parent: 'audience',
  path: '/lists/{list_id}/interest-categories',
  collection: 'categories',
  list: (api, list, options) => api.lists.getListInterestCategories(list, options),
  read: (api, list, id, options) => api.lists.getListInterestCategories(list, { ...options, id }),
});
