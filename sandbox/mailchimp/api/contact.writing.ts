import { subscriberHash } from '../dataset/dataset.js';
import { isFields } from '../live/contact.patch.js';
import { shown } from '../live/live.view.js';
import type { MailchimpAudience } from '../live/mailchimp.audience.js';
import { forgottenEmail, invalidEmail, invalidResource, MailchimpApiError, memberExists } from '../mailchimp.errors.js';
import type { MailchimpObject } from '../mailchimp.stream.js';
import type { ApiCall } from './api.call.js';
import { contactAnswer, contactIndexOf } from './contact.reading.js';
import { BY_ADMIN, checkCompliance, checkStatus } from './member.compliance.js';
import { checkedMerges } from './merge.validation.js';
import { audienceOf } from './owned.resource.js';

const BATCH_LIMIT = 500;
const BY = { source: 'api' } as const;

export function addContact(call: ApiCall): unknown {
  const audience = audienceOf(call);
  const fields = bodyOf(call);
  const email = emailOf(fields);
  if (audience.indexOf(email) !== undefined) throw memberExists(email);
  return contactAnswer(call, audience, insert(call, audience, email, fields));
}

/** PUT: inserts with `status_if_new`, or updates. Without `status` the state of a contact stays as it is. */
export function upsertContact(call: ApiCall): unknown {
  const audience = audienceOf(call);
  const fields = bodyOf(call);
  checkStatus(fields.status_if_new, 'status_if_new');
  const index = audience.indexOf(call.path.subscriber_hash!);
  if (index !== undefined) return contactAnswer(call, audience, replace(call, audience, index, fields));
  const email = emailOf(fields);
  if (fields.status_if_new === undefined)
    throw invalidResource('status_if_new', 'Data did not match any of the schemas');
  const known = audience.indexOf(email);
  if (known !== undefined) return contactAnswer(call, audience, replace(call, audience, known, fields));
  return contactAnswer(call, audience, insert(call, audience, email, { ...fields, status: fields.status_if_new }));
}

function replace(call: ApiCall, audience: MailchimpAudience, index: number, fields: MailchimpObject): MailchimpObject {
  const isNew = call.world.habits.archivedIsNew && audience.contacts.at(index)!.status === 'archived';
  const status = isNew ? (fields.status ?? fields.status_if_new) : fields.status;
  return change(call, audience, index, { ...fields, status }, { isWhole: true });
}

export function updateContact(call: ApiCall): unknown {
  const audience = audienceOf(call);
  return contactAnswer(call, audience, change(call, audience, contactIndexOf(call, audience), bodyOf(call)));
}

/** DELETE archives. */
export function archiveContact(call: ApiCall): null {
  const audience = audienceOf(call);
  const index = contactIndexOf(call, audience);
  const { status } = audience.contacts.at(index)!;
  if (status === 'archived' || status === 'pending' || status === 'cleaned') {
    const detail = 'This list member cannot be removed. Can not archive a contact that is bounced, pending or archived';
    throw new MailchimpApiError(405, 'Method Not Allowed', detail, [], { Allow: 'GET, PUT' });
  }
  call.world.journal.updateContact(call.account, audience, index, { status: 'archived' }, BY);
  return null;
}

/** No webhook reports it, and no list shows the contact any more. */
export function forgetContact(call: ApiCall): null {
  const audience = audienceOf(call);
  call.world.journal.forgetContact(call.account, audience, contactIndexOf(call, audience), false);
  return null;
}

export function tagContact(call: ApiCall): null {
  const audience = audienceOf(call);
  const index = contactIndexOf(call, audience);
  const { tags, is_syncing } = bodyOf(call);
  if (!Array.isArray(tags)) throw invalidResource('tags', 'Required fields were not provided: tags');
  const changes = tags.map((tag: unknown) => {
    if (!isFields(tag) || typeof tag.name !== 'string' || (tag.status !== 'active' && tag.status !== 'inactive')) {
      throw invalidResource('tags', 'A tag needs a name and the status active or inactive');
    }
    return [tag.name, tag.status === 'active'] as const;
  });
  call.world.tagging.ask({
    account: call.account,
    audience,
    contact: String(audience.contacts.at(index)!.contact_id),
    changes: new Map(changes),
    isSyncing: is_syncing === true,
  });
  return null;
}

/** POST /lists/:id: a 200 whose body may hold an error for each member. */
export function batchContacts(call: ApiCall): unknown {
  const audience = audienceOf(call);
  const { members, update_existing, sync_tags } = bodyOf(call);
  if (!Array.isArray(members)) throw invalidResource('members', 'Required fields were not provided: members');
  if (members.length > BATCH_LIMIT)
    throw invalidResource('members', `At most ${BATCH_LIMIT} members are taken at once`);
  const report = {
    new_members: [] as MailchimpObject[],
    updated_members: [] as MailchimpObject[],
    errors: [] as unknown[],
  };
  for (const member of members as unknown[]) {
    const fields = isFields(member) ? member : {};
    try {
      const email = emailOf(fields);
      const index = audience.indexOf(email);
      if (index === undefined) report.new_members.push(insert(call, audience, email, fields));
      else if (update_existing !== true) throw memberExists(email);
      else report.updated_members.push(change(call, audience, index, fields, { syncTags: sync_tags === true }));
    } catch (error) {
      report.errors.push(memberError(fields, error));
    }
  }
  const shownOf = (members: MailchimpObject[]) => members.map((member) => shown(call.account, 'contacts', member));
  return {
    new_members: shownOf(report.new_members),
    updated_members: shownOf(report.updated_members),
    errors: report.errors,
    total_created: report.new_members.length,
    total_updated: report.updated_members.length,
    error_count: report.errors.length,
  };
}

function insert(call: ApiCall, audience: MailchimpAudience, email: string, fields: MailchimpObject): MailchimpObject {
  refuseForgotten(audience, email);
  checkStatus(fields.status ?? null, 'status');
  const merge_fields = checkedMerges(audience, {
    before: {},
    given: fields.merge_fields,
    isComplete: !skipsRequired(call),
  });
  const written = { ...asProgram(fields), merge_fields };
  const { object } = call.world.journal.addContact(call.account, audience, email, written, BY);
  const tags = Array.isArray(fields.tags) ? fields.tags.map((name) => [String(name), true] as const) : [];
  if (tags.length === 0) return object;
  return call.world.journal.tagContact(audience, audience.indexOf(email)!, new Map(tags));
}

interface ChangeRules {
  /** The tags are all that the contact is to have. */
  syncTags?: boolean;
  /** The contact must then have all required fields. */
  isWhole?: boolean;
}

function change(
  call: ApiCall,
  audience: MailchimpAudience,
  index: number,
  fields: MailchimpObject,
  { syncTags = false, isWhole = false }: ChangeRules = {},
): MailchimpObject {
  const before = audience.contacts.at(index)!;
  const { status, email_address: email } = fields;
  checkStatus(status, 'status');
  checkCompliance(call, audience, before, status);
  if (email !== undefined) {
    const known = audience.indexOf(emailOf(fields));
    if (known !== undefined && known !== index) throw memberExists(String(email));
    if (known === undefined) refuseForgotten(audience, String(email));
  }
  const isComplete = (isWhole || fields.merge_fields !== undefined) && !skipsRequired(call);
  const merge_fields = checkedMerges(audience, {
    before: before.merge_fields as MailchimpObject,
    given: fields.merge_fields,
    isComplete,
  });
  const written = { ...asProgram(fields), merge_fields };
  const { object } = call.world.journal.updateContact(call.account, audience, index, written, BY);
  if (!syncTags || !Array.isArray(fields.tags)) return object;
  const carried = (object.tags as { name: string }[]).map(({ name }) => [name, false] as const);
  const wanted = fields.tags.map((name) => [String(name), true] as const);
  return call.world.journal.tagContact(audience, index, new Map([...carried, ...wanted]));
}

const skipsRequired = (call: ApiCall): boolean => call.query.get('skip_merge_validation') === 'true';

function refuseForgotten(audience: MailchimpAudience, email: string): void {
  if (audience.forgotten.has(subscriberHash(email))) throw forgottenEmail(email);
}

/** A program gives no reason for an unsubscription; Mailchimp writes its own. */
function asProgram(fields: MailchimpObject): MailchimpObject {
  const { unsubscribe_reason: _given, ...rest } = fields;
  return fields.status === 'unsubscribed' ? { ...rest, unsubscribe_reason: BY_ADMIN } : rest;
}

function emailOf(fields: MailchimpObject): string {
  const email = fields.email_address;
  if (typeof email !== 'string') throw invalidResource('email_address', 'This value should not be blank.');
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email)) throw invalidEmail();
  return email;
}

function bodyOf(call: ApiCall): MailchimpObject {
  if (!isFields(call.body)) throw invalidResource('', 'Schema describes object, NULL found instead');
  return call.body;
}

function memberError(fields: MailchimpObject, error: unknown): MailchimpObject {
  if (!(error instanceof MailchimpApiError)) throw error;
  return {
    email_address: fields.email_address ?? '',
    error: error.errors[0]?.message ?? error.detail,
    error_code: error.title === 'Member Exists' ? 'ERROR_CONTACT_EXISTS' : 'ERROR_GENERIC',
    field: error.errors[0]?.field ?? '',
    field_message: error.errors[0]?.message ?? '',
  };
}
