import { isFields } from '../live/contact.patch.js';
import { badRequest, invalidResource, notFound } from '../mailchimp.errors.js';
import type { MailchimpObject } from '../mailchimp.stream.js';
import type { ApiCall } from './api.call.js';
import { MERGE_TYPES } from './merge.validation.js';
import { audienceOf } from './owned.resource.js';
import { single } from './resource.links.js';

const LONGEST_TAG = 10;
const MOST_FIELDS = 30;
const CHANGEABLE = ['name', 'required', 'default_value', 'public', 'display_order', 'options', 'help_text'];

/** From now on every contact of the audience has the field, empty or with its default value. */
export function createMergeField(call: ApiCall): unknown {
  const audience = audienceOf(call);
  const fields = isFields(call.body) ? call.body : {};
  if (typeof fields.name !== 'string' || fields.name === '')
    throw invalidResource('name', 'This value should not be blank.');
  if (!MERGE_TYPES.includes(String(fields.type))) {
    throw invalidResource('type', 'Data did not match any of the schemas described in anyOf.');
  }
  if (audience.mergeFields.liveCount >= MOST_FIELDS) throw badRequest(`An audience has at most ${MOST_FIELDS} fields.`);
  const merge_id = audience.mergeFields.nextIndex + 1;
  const tag = String(fields.tag ?? `MERGE${merge_id}`).toUpperCase();
  if (!/^[A-Z0-9_]+$/.test(tag) || tag.length > LONGEST_TAG) {
    throw invalidResource('tag', `A tag has at most ${LONGEST_TAG} letters, digits and underscores.`);
  }
  const isTaken = tag === 'EMAIL' || [...audience.mergeFields.live()].some((field) => field.tag === tag);
  if (isTaken) throw badRequest(`A Merge Field with the tag "${tag}" already exists for this list.`);
  const made = { ...blank(merge_id, audience.id), ...changes(fields), tag, name: fields.name, type: fields.type };
  audience.mergeFields.add(made);
  return single(call, `lists/${audience.id}/merge-fields`, String(merge_id), made);
}

export function updateMergeField(call: ApiCall): unknown {
  const audience = audienceOf(call);
  const index = audience.mergeFields.indexOf(call.path.merge_id!);
  if (index === undefined) throw notFound();
  const after = { ...audience.mergeFields.at(index)!, ...changes(isFields(call.body) ? call.body : {}) };
  audience.mergeFields.replace(index, after);
  return single(call, `lists/${audience.id}/merge-fields`, String(after.merge_id), after);
}

const changes = (given: MailchimpObject): MailchimpObject =>
  Object.fromEntries(CHANGEABLE.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]));

const blank = (merge_id: number, list_id: string): MailchimpObject => ({
  merge_id,
  required: false,
  default_value: '',
  public: false,
  display_order: merge_id + 1,
  options: {},
  help_text: '',
  list_id,
});
