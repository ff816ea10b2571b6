import type { TypeOf } from './vendor.schema.js';

/** What vendors deliver and no specification of theirs declares; each after its page. */

/** https://docs.stripe.com/api/v2/core/events/event-types, `V2.Core.EventNotification` of the SDK */
export const STRIPE_THIN_EVENT: TypeOf = {
  fields: {
    id: 'string',
    object: { enum: ['v2.core.event'] },
    type: 'string',
    created: 'string',
    livemode: 'boolean',
    'context?': ['null', 'string'],
    'reason?': [
      'null',
      {
        fields: {
          type: { enum: ['request'] },
          'request?': { fields: { id: 'string', idempotency_key: ['null', 'string'] } },
        },
      },
    ],
    related_object: ['null', { fields: { id: 'string', type: 'string', url: 'string' } }],
    'snapshot_event?': 'string',
  },
};

const ENTITIES =
  `Account Bill BillPayment Budget Class CreditMemo Currency Customer Department Deposit Employee Estimate Invoice Item
  JournalCode JournalEntry Payment PaymentMethod Preferences Purchase PurchaseOrder RefundReceipt SalesReceipt TaxAgency
  Term TimeActivity Transfer Vendor VendorCredit`.split(/\s+/);
const OPERATIONS = ['created', 'updated', 'deleted', 'merged', 'void', 'voided', 'emailed'];

/** https://blogs.intuit.com/2025/11/12/upcoming-change-to-webhooks-payload-structure/ */
export const QUICKBOOKS_CLOUD_EVENTS: TypeOf = {
  list: {
    fields: {
      specversion: { enum: ['1.0'] },
      id: 'string',
      source: 'string',
      type: {
        enum: ENTITIES.flatMap((entity) => OPERATIONS.map((done) => `qbo.${entity.toLowerCase()}.${done}.v1`)),
      },
      datacontenttype: { enum: ['application/json'] },
      time: 'string',
      intuitentityid: 'string',
      intuitaccountid: 'string',
      data: { fields: { 'deletedid?': 'string' } },
    },
  },
};

/** https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks */
export const QUICKBOOKS_NOTIFICATIONS: TypeOf = {
  fields: {
    eventNotifications: {
      list: {
        fields: {
          realmId: 'string',
          dataChangeEvent: {
            fields: {
              entities: {
                list: {
                  fields: {
                    name: { enum: ENTITIES },
                    id: 'string',
                    operation: { enum: ['Create', 'Update', 'Delete', 'Merge', 'Void', 'Emailed'] },
                    lastUpdated: 'string',
                    'deletedId?': 'string',
                  },
                },
              },
            },
          },
        },
      },
    },
  },
};

const audience = (type: string, fields: Readonly<Record<string, TypeOf>>): TypeOf => ({
  fields: { type: { enum: [type] }, fired_at: 'string', data: { fields: { list_id: 'string', ...fields } } },
});
const CONTACT: Readonly<Record<string, TypeOf>> = {
  id: 'string',
  email: 'string',
  email_type: { enum: ['html', 'text'] },
  ip_opt: 'string',
  'web_id?': 'string',
  merges: { map: 'any' },
};
const SMS: Readonly<Record<string, TypeOf>> = { contact_id: 'string', email: 'string', sms_phone_number: 'string' };

/** By bracketed names in a form: https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/ */
export const MAILCHIMP_EVENTS: readonly TypeOf[] = [
  audience('subscribe', { ...CONTACT, 'ip_signup?': 'string' }),
  audience('unsubscribe', {
    ...CONTACT,
    action: { enum: ['unsub', 'delete'] },
    reason: { enum: ['manual', 'abuse'] },
    'campaign_id?': 'string',
  }),
  audience('profile', CONTACT),
  audience('upemail', { new_id: 'string', new_email: 'string', old_email: 'string' }),
  audience('cleaned', { email: 'string', reason: { enum: ['hard', 'abuse'] }, 'campaign_id?': 'string' }),
  audience('campaign', { id: 'string', subject: 'string', status: 'string', 'reason?': 'string' }),
  audience('sms_subscribe', SMS),
  audience('sms_unsubscribe', SMS),
  audience('upsms', { ...SMS, new_phone: 'string', old_phone: 'string' }),
];

/** https://mailchimp.com/developer/transactional/docs/webhooks/ */
export const MANDRILL_EVENTS: TypeOf = {
  list: {
    fields: {
      event: {
        enum: [
          ...['send', 'deferral', 'delivered', 'hard_bounce', 'soft_bounce', 'open', 'click', 'spam', 'unsub'],
          'reject',
        ],
      },
      ts: 'integer',
      _id: 'string',
      msg: {
        fields: {
          ts: 'integer',
          _id: 'string',
          version: 'string',
          state: { enum: ['sent', 'bounced', 'soft-bounced', 'rejected', 'spam', 'unsub', 'deferred'] },
          subject: 'string',
          email: 'string',
          sender: 'string',
          tags: { list: 'string' },
          metadata: { map: 'any' },
          opens: { list: { fields: { ts: 'integer' } } },
          clicks: { list: { fields: { ts: 'integer', url: 'string' } } },
          smtp_events: { list: 'any' },
          resends: { list: 'any' },
          'bounce_description?': 'string',
          'diag?': 'string',
        },
      },
      'url?': 'string',
      'ip?': 'string',
      'user_agent?': 'string',
    },
  },
};
