import { notFound } from '../mailchimp.errors.js';
import type { MailchimpObject } from '../mailchimp.stream.js';
import type { ApiCall } from './api.call.js';
import { listed } from './collection.answer.js';
import { audienceOf } from './owned.resource.js';
import { pageBounds } from './query.parameters.js';
import { collectionLinks, single } from './resource.links.js';

export function listMergeFields(call: ApiCall): unknown {
  const audience = audienceOf(call);
  const [type, required] = [call.query.get('type'), call.query.get('required')];
  const filter = (field: MailchimpObject): boolean =>
    (type === null || field.type === type) && (required === null || String(field.required) === required);
  const path = `lists/${audience.id}/merge-fields`;
  const origin = { field: 'merge_fields', path, stream: 'merge_fields', more: { list_id: audience.id } } as const;
  return listed(call, audience.mergeFields, origin, filter);
}

export function readMergeField(call: ApiCall): unknown {
  const audience = audienceOf(call);
  const field = audience.mergeFields.find(call.path.merge_id!);
  if (!field) throw notFound();
  return single(call, `lists/${audience.id}/merge-fields`, String(field.merge_id), field);
}

export function listInterestCategories(call: ApiCall): unknown {
  const { id, interestCategories: all } = audienceOf(call);
  const path = `lists/${id}/interest-categories`;
  const { offset, count } = pageBounds(call.query);
  const categories = all.slice(offset, offset + count).map((one) => single(call, path, String(one.id), one));
  const links = call.selection.wants('_links') ? { _links: collectionLinks(call, path) } : {};
  return { list_id: id, categories, total_items: all.length, ...links };
}

export function readInterestCategory(call: ApiCall): unknown {
  const { id, category } = categoryOf(call);
  return single(call, `lists/${id}/interest-categories`, String(category.id), category);
}

export function listInterests(call: ApiCall): unknown {
  const { id, interests, category } = categoryOf(call);
  const path = `lists/${id}/interest-categories/${String(category.id)}/interests`;
  const origin = {
    field: 'interests',
    path,
    stream: 'interests',
    more: { list_id: id, category_id: category.id },
  } as const;
  return listed(call, interests, origin, (interest) => interest.category_id === category.id);
}

export function readInterest(call: ApiCall): unknown {
  const { id, interests, category } = categoryOf(call);
  const interest = interests.find(call.path.interest_id!);
  if (!interest || interest.category_id !== category.id) throw notFound();
  return single(
    call,
    `lists/${id}/interest-categories/${String(category.id)}/interests`,
    String(interest.id),
    interest,
  );
}

function categoryOf(call: ApiCall) {
  const { id, interests, interestCategories } = audienceOf(call);
  const category = interestCategories.find((one) => one.id === call.path.interest_category_id);
  if (!category) throw notFound();
  return { id, interests, category };
}
