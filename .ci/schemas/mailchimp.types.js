/**
 * Mailchimp's types. The package declares none, so these are written after the reference at
 * https://mailchimp.com/developer/marketing/api/, in the notation of the extracts: `name?` may be missing.
 */
const text = 'string';
const flag = 'boolean';
const whole = 'integer';
const amount = 'number';
const oneOf = (...values) => ({ enum: values });
const fields = (names) => ({ fields: names });
const all = (type, ...names) => Object.fromEntries(names.map((name) => [name, type]));
/** What has links has them unless `fields` or `exclude_fields` takes them away. */
const resource = (names) => ({ fields: { ...names, '_links?': { list: '#Link' } } });

/** Answers of lists: the objects under their own name, and how many there are. */
export const page = (name, type, more = {}) => resource({ [name]: { list: type }, total_items: whole, ...more });

const LOCATION = fields({
  ...all(amount, 'latitude', 'longitude'),
  ...all(whole, 'gmtoff', 'dstoff'),
  ...all(text, 'country_code', 'timezone', 'region'),
});
const ADDRESS = all(
  text,
  'address1',
  'address2',
  'city',
  'province',
  'province_code',
  'postal_code',
  'country',
  'country_code',
);
const DELIVERY = fields({
  enabled: flag,
  'can_cancel?': flag,
  'status?': oneOf('delivering', 'delivered', 'canceling', 'canceled'),
  'emails_sent?': whole,
  'emails_canceled?': whole,
});
const CAMPAIGN_TYPE = oneOf('regular', 'plaintext', 'absplit', 'rss', 'variate', 'automation');

export const TYPES = {
  Link: fields({
    ...all(text, 'rel', 'href'),
    method: oneOf('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'),
    'targetSchema?': text,
    'schema?': text,
  }),

  Root: resource({
    ...all(
      text,
      'account_id',
      'login_id',
      'account_name',
      'email',
      'first_name',
      'last_name',
      'username',
      'avatar_url',
      'role',
      'member_since',
      'pricing_plan_type',
      'account_timezone',
      'account_industry',
      'last_login',
    ),
    'first_payment?': text,
    'contact?': fields(all(text, 'company', 'addr1', 'addr2', 'city', 'state', 'zip', 'country')),
    pro_enabled: flag,
    total_subscribers: whole,
    'industry_stats?': fields(all(amount, 'open_rate', 'bounce_rate', 'click_rate')),
  }),

  Audience: resource({
    ...all(
      text,
      'id',
      'name',
      'permission_reminder',
      'notify_on_subscribe',
      'notify_on_unsubscribe',
      'date_created',
      'subscribe_url_short',
      'subscribe_url_long',
      'beamer_address',
    ),
    ...all(whole, 'web_id', 'list_rating'),
    ...all(flag, 'use_archive_bar', 'email_type_option', 'double_optin', 'has_welcome', 'marketing_permissions'),
    contact: fields(all(text, 'company', 'address1', 'address2', 'city', 'state', 'zip', 'country', 'phone')),
    campaign_defaults: fields(all(text, 'from_name', 'from_email', 'subject', 'language')),
    visibility: oneOf('pub', 'prv'),
    modules: { list: text },
    stats: fields({
      ...all(
        whole,
        'member_count',
        'unsubscribe_count',
        'cleaned_count',
        'member_count_since_send',
        'unsubscribe_count_since_send',
        'cleaned_count_since_send',
        'campaign_count',
        'merge_field_count',
      ),
      // Only for who asks with `include_total_contacts`.
      'total_contacts?': whole,
      ...all(amount, 'avg_sub_rate', 'avg_unsub_rate', 'target_sub_rate', 'open_rate', 'click_rate'),
      ...all(text, 'campaign_last_sent', 'last_sub_date', 'last_unsub_date'),
    }),
  }),

  Tag: fields({ id: whole, name: text }),
  DatedTag: fields({ id: whole, name: text, date_added: text }),

  Contact: resource({
    ...all(
      text,
      'id',
      'email_address',
      'unique_email_id',
      'contact_id',
      'full_name',
      'ip_signup',
      'timestamp_signup',
      'ip_opt',
      'timestamp_opt',
      'last_changed',
      'language',
      'email_client',
      'source',
      'list_id',
    ),
    ...all(whole, 'web_id', 'member_rating', 'tags_count'),
    ...all(flag, 'vip', 'consents_to_one_to_one_messaging'),
    email_type: oneOf('html', 'text', ''),
    status: oneOf('subscribed', 'unsubscribed', 'cleaned', 'pending', 'transactional', 'archived'),
    'unsubscribe_reason?': text,
    'sms_phone_number?': text,
    'sms_subscription_status?': oneOf('subscribed', 'unsubscribed', 'nonsubscribed', 'pending'),
    'sms_subscription_last_updated?': text,
    merge_fields: { map: [text, amount, fields(all(text, 'addr1', 'addr2', 'city', 'state', 'zip', 'country'))] },
    'interests?': { map: flag },
    stats: fields({
      ...all(amount, 'avg_open_rate', 'avg_click_rate'),
      'ecommerce_data?': fields({ total_revenue: amount, number_of_orders: whole, currency_code: text }),
    }),
    location: LOCATION,
    'marketing_permissions?': { list: fields({ marketing_permission_id: text, text, enabled: flag }) },
    'last_note?': fields({ note_id: whole, created_at: text, created_by: text, note: text }),
    tags: { list: '#Tag' },
  }),

  ContactActivity: fields({
    activity_type: oneOf(
      'bounce',
      'click',
      'conversation',
      'event',
      'generic_signup',
      'marketing_permission',
      'mandrill_send',
      'note',
      'open',
      'order',
      'postcard_sent',
      'sent',
      'signup',
      'squatter_signup',
      'sms_bulk_send',
      'sms_reply',
      'survey_response',
      'unsub',
      'update',
      'website_signup',
      'ecommerce_signup',
      'landing_page_signup',
      'inbox_thread',
      'twitter_signup',
    ),
    created_at_timestamp: text,
    'campaign_id?': text,
    'campaign_title?': text,
    'link_clicked?': text,
    'bounce_type?': text,
    'bounce_has_open_activity?': flag,
    'is_admin_unsubscribed?': flag,
    'unsubscribe_reason?': text,
    'preview_text?': text,
    'is_user?': flag,
    'order_id?': text,
    'order_total?': text,
    'store_name?': text,
  }),

  Segment: resource({
    ...all(whole, 'id', 'member_count'),
    ...all(text, 'name', 'created_at', 'updated_at', 'list_id'),
    type: oneOf('saved', 'static', 'fuzzy'),
    options: fields({ match: oneOf('any', 'all'), conditions: { list: { map: 'any' } } }),
  }),

  MergeField: resource({
    ...all(whole, 'merge_id', 'display_order'),
    ...all(text, 'tag', 'name', 'default_value', 'help_text', 'list_id'),
    ...all(flag, 'required', 'public'),
    type: oneOf(
      'text',
      'number',
      'address',
      'phone',
      'date',
      'url',
      'imageurl',
      'radio',
      'dropdown',
      'birthday',
      'zip',
      'smsphone',
    ),
    options: fields({
      'default_country?': whole,
      'phone_format?': text,
      'date_format?': text,
      'choices?': { list: text },
      'size?': whole,
    }),
  }),

  InterestCategory: resource({
    ...all(text, 'list_id', 'id', 'title'),
    display_order: whole,
    type: oneOf('checkboxes', 'dropdown', 'radio', 'hidden'),
  }),
  Interest: resource({
    ...all(text, 'category_id', 'list_id', 'id', 'name', 'subscriber_count'),
    display_order: whole,
  }),

  Webhook: resource({
    ...all(text, 'id', 'url', 'list_id'),
    events: fields({
      ...all(flag, 'subscribe', 'unsubscribe', 'profile', 'cleaned', 'upemail', 'campaign'),
      ...all(flag, 'sms_subscribe?', 'sms_unsubscribe?', 'upsms?', 'sms_campaign?'),
    }),
    sources: fields(all(flag, 'user', 'admin', 'api')),
    'signing_enabled?': flag,
    'signing_secret?': text,
  }),

  Campaign: resource({
    ...all(text, 'id', 'create_time', 'archive_url', 'long_archive_url', 'send_time'),
    ...all(whole, 'web_id', 'emails_sent'),
    ...all(flag, 'needs_block_refresh', 'resendable'),
    'parent_campaign_id?': text,
    type: CAMPAIGN_TYPE,
    status: oneOf('save', 'paused', 'schedule', 'sending', 'sent', 'canceled', 'canceling', 'archived'),
    content_type: oneOf('template', 'html', 'url', 'multichannel'),
    recipients: fields({
      ...all(text, 'list_id', 'list_name', 'segment_text'),
      list_is_active: flag,
      recipient_count: whole,
      'segment_opts?': { map: 'any' },
    }),
    settings: fields({
      ...all(text, 'subject_line', 'title', 'from_name', 'reply_to', 'to_name', 'folder_id'),
      ...all(
        flag,
        'use_conversation',
        'authenticate',
        'auto_footer',
        'inline_css',
        'auto_tweet',
        'fb_comments',
        'timewarp',
        'drag_and_drop',
      ),
      'preview_text?': text,
      'auto_fb_post?': { list: text },
      template_id: whole,
    }),
    'variate_settings?': { map: 'any' },
    tracking: fields({
      ...all(flag, 'opens', 'html_clicks', 'text_clicks', 'goal_tracking', 'ecomm360'),
      ...all(text, 'google_analytics', 'clicktale'),
      'salesforce?': { map: 'any' },
      'capsule?': { map: 'any' },
    }),
    'rss_opts?': { map: 'any' },
    'ab_split_opts?': { map: 'any' },
    'social_card?': fields(all(text, 'image_url', 'description', 'title')),
    'report_summary?': fields({
      ...all(whole, 'opens', 'unique_opens', 'clicks', 'subscriber_clicks'),
      ...all(amount, 'open_rate', 'click_rate'),
      ecommerce: fields({ total_orders: whole, ...all(amount, 'total_spent', 'total_revenue') }),
      ...all(whole, 'proxy_excluded_opens?', 'proxy_excluded_unique_opens?'),
      'proxy_excluded_open_rate?': amount,
    }),
    delivery_status: DELIVERY,
    'resend_shortcut_eligibility?': { map: 'any' },
    'resend_shortcut_usage?': { map: 'any' },
  }),

  Report: resource({
    ...all(text, 'id', 'campaign_title', 'list_id', 'list_name', 'subject_line', 'preview_text', 'send_time'),
    ...all(whole, 'emails_sent', 'abuse_reports', 'unsubscribed'),
    list_is_active: flag,
    type: CAMPAIGN_TYPE,
    'rss_last_send?': text,
    bounces: fields(all(whole, 'hard_bounces', 'soft_bounces', 'syntax_errors')),
    forwards: fields(all(whole, 'forwards_count', 'forwards_opens')),
    opens: fields({
      ...all(whole, 'opens_total', 'unique_opens'),
      open_rate: amount,
      last_open: text,
      ...all(whole, 'proxy_excluded_opens?', 'proxy_excluded_unique_opens?'),
      'proxy_excluded_open_rate?': amount,
    }),
    clicks: fields({
      ...all(whole, 'clicks_total', 'unique_clicks', 'unique_subscriber_clicks'),
      click_rate: amount,
      last_click: text,
    }),
    facebook_likes: fields(all(whole, 'recipient_likes', 'unique_likes', 'facebook_likes')),
    'industry_stats?': fields({
      type: text,
      ...all(amount, 'open_rate', 'click_rate', 'bounce_rate', 'unopen_rate', 'unsub_rate', 'abuse_rate'),
    }),
    list_stats: fields({
      ...all(amount, 'sub_rate', 'unsub_rate', 'open_rate', 'click_rate'),
      ...all(amount, 'proxy_excluded_open_rate?'),
    }),
    'ab_split?': { map: 'any' },
    'timewarp?': { list: 'any' },
    'timeseries?': { list: 'any' },
    'share_report?': fields(all(text, 'share_url', 'share_password')),
    ecommerce: fields({ total_orders: whole, ...all(amount, 'total_spent', 'total_revenue'), currency_code: text }),
    delivery_status: DELIVERY,
  }),

  Unsubscribe: resource({
    ...all(text, 'email_id', 'email_address', 'timestamp', 'reason', 'campaign_id', 'list_id'),
    ...all(flag, 'vip', 'list_is_active'),
    merge_fields: { map: 'any' },
  }),

  EmailActivity: resource({
    ...all(text, 'campaign_id', 'list_id', 'email_id', 'email_address'),
    list_is_active: flag,
    activity: {
      list: fields({
        action: oneOf('open', 'click', 'bounce'),
        timestamp: text,
        'type?': text,
        'url?': text,
        'ip?': text,
      }),
    },
  }),

  Store: resource({
    ...all(
      text,
      'id',
      'list_id',
      'name',
      'platform',
      'domain',
      'email_address',
      'currency_code',
      'money_format',
      'primary_locale',
      'timezone',
      'phone',
      'created_at',
      'updated_at',
    ),
    ...all(flag, 'is_syncing', 'list_is_active'),
    address: fields({ ...ADDRESS, ...all(amount, 'longitude', 'latitude') }),
    'connected_site?': fields({ site_foreign_id: text, site_script: fields(all(text, 'url', 'fragment')) }),
    'automations?': { map: 'any' },
  }),

  Customer: resource({
    ...all(text, 'id', 'email_address', 'company', 'first_name', 'last_name', 'created_at', 'updated_at'),
    'sms_phone_number?': text,
    opt_in_status: flag,
    orders_count: whole,
    total_spent: amount,
    address: fields(ADDRESS),
  }),

  OrderAddress: fields({
    ...ADDRESS,
    ...all(text, 'name', 'phone', 'company'),
    ...all(amount, 'longitude', 'latitude'),
  }),

  Order: resource({
    ...all(
      text,
      'id',
      'store_id',
      'campaign_id',
      'landing_site',
      'financial_status',
      'fulfillment_status',
      'currency_code',
      'order_url',
      'tracking_code',
      'processed_at_foreign',
      'cancelled_at_foreign',
      'updated_at_foreign',
    ),
    ...all(amount, 'order_total', 'discount_total', 'tax_total', 'shipping_total'),
    ...all(text, 'tracking_number?', 'tracking_carrier?', 'tracking_url?'),
    customer: '#Customer',
    shipping_address: '#OrderAddress',
    billing_address: '#OrderAddress',
    promos: { list: fields({ code: text, amount_discounted: amount, type: oneOf('fixed', 'percentage') }) },
    lines: {
      list: resource({
        ...all(text, 'id', 'product_id', 'product_title', 'product_variant_id', 'product_variant_title'),
        'image_url?': text,
        quantity: whole,
        ...all(amount, 'price', 'discount'),
      }),
    },
    'outreach?': fields(all(text, 'id?', 'name?', 'type?', 'published_time?')),
  }),

  Product: resource({
    ...all(
      text,
      'id',
      'currency_code',
      'title',
      'handle',
      'url',
      'description',
      'type',
      'vendor',
      'image_url',
      'published_at_foreign',
    ),
    variants: {
      list: resource({
        ...all(text, 'id', 'title', 'url', 'sku', 'image_url', 'backorders', 'visibility', 'created_at', 'updated_at'),
        price: amount,
        inventory_quantity: whole,
      }),
    },
    images: { list: resource({ id: text, url: text, variant_ids: { list: text } }) },
  }),

  BatchErrors: {
    list: fields({ ...all(text, 'email_address', 'error', 'error_code'), 'field?': text, 'field_message?': text }),
  },
};

/** What each operation that is used answers; 204 has no answer. */
export const ANSWERS = {
  'GET /': '#Root',
  'GET /ping': fields({ health_status: text }),
  'GET /lists': page('lists', '#Audience', { 'constraints?': { map: 'any' } }),
  'GET /lists/{list_id}': '#Audience',
  'POST /lists/{list_id}': resource({
    new_members: { list: '#Contact' },
    updated_members: { list: '#Contact' },
    errors: '#BatchErrors',
    ...all(whole, 'total_created', 'total_updated', 'error_count'),
  }),
  'GET /lists/{list_id}/members': page('members', '#Contact', { list_id: text }),
  'POST /lists/{list_id}/members': '#Contact',
  'GET /lists/{list_id}/members/{subscriber_hash}': '#Contact',
  'PUT /lists/{list_id}/members/{subscriber_hash}': '#Contact',
  'PATCH /lists/{list_id}/members/{subscriber_hash}': '#Contact',
  'GET /lists/{list_id}/members/{subscriber_hash}/tags': page('tags', '#DatedTag'),
  'GET /lists/{list_id}/members/{subscriber_hash}/activity-feed': resource({
    activity: { list: '#ContactActivity' },
    ...all(text, 'email_id', 'list_id'),
    'total_items?': whole,
  }),
  'GET /lists/{list_id}/segments': page('segments', '#Segment', { list_id: text }),
  'GET /lists/{list_id}/segments/{segment_id}': '#Segment',
  'GET /lists/{list_id}/merge-fields': page('merge_fields', '#MergeField', { list_id: text }),
  'GET /lists/{list_id}/merge-fields/{merge_id}': '#MergeField',
  'GET /lists/{list_id}/interest-categories': page('categories', '#InterestCategory', { list_id: text }),
  'GET /lists/{list_id}/interest-categories/{interest_category_id}': '#InterestCategory',
  'GET /lists/{list_id}/interest-categories/{interest_category_id}/interests': page('interests', '#Interest', {
    ...all(text, 'list_id', 'category_id'),
  }),
  'GET /lists/{list_id}/interest-categories/{interest_category_id}/interests/{interest_id}': '#Interest',
  'GET /lists/{list_id}/webhooks': page('webhooks', '#Webhook', { list_id: text }),
  'POST /lists/{list_id}/webhooks': '#Webhook',
  'GET /lists/{list_id}/webhooks/{webhook_id}': '#Webhook',
  'PATCH /lists/{list_id}/webhooks/{webhook_id}': '#Webhook',
  'GET /campaigns': page('campaigns', '#Campaign'),
  'GET /campaigns/{campaign_id}': '#Campaign',
  'GET /reports': page('reports', '#Report'),
  'GET /reports/{campaign_id}': '#Report',
  'GET /reports/{campaign_id}/unsubscribed': page('unsubscribes', '#Unsubscribe', { campaign_id: text }),
  'GET /reports/{campaign_id}/unsubscribed/{subscriber_hash}': '#Unsubscribe',
  'GET /reports/{campaign_id}/email-activity': page('emails', '#EmailActivity', { campaign_id: text }),
  'GET /reports/{campaign_id}/email-activity/{subscriber_hash}': '#EmailActivity',
  'GET /ecommerce/stores': page('stores', '#Store'),
  'GET /ecommerce/stores/{store_id}': '#Store',
  'GET /ecommerce/stores/{store_id}/customers': page('customers', '#Customer', { store_id: text }),
  'GET /ecommerce/stores/{store_id}/customers/{customer_id}': '#Customer',
  'GET /ecommerce/stores/{store_id}/orders': page('orders', '#Order', { store_id: text }),
  'GET /ecommerce/stores/{store_id}/orders/{order_id}': '#Order',
  'GET /ecommerce/stores/{store_id}/products': page('products', '#Product', { store_id: text }),
  'GET /ecommerce/stores/{store_id}/products/{product_id}': '#Product',
};

const namesOf = (type) => Object.keys(TYPES[type].fields).map((name) => name.replace('?', ''));
const CONTACT_BODY = [...namesOf('Contact'), 'status_if_new'];

/** Names at the top of the bodies; the package hands bodies through. */
export const BODIES = {
  'POST /lists/{list_id}': ['members', 'sync_tags', 'update_existing'],
  'POST /lists/{list_id}/members': CONTACT_BODY,
  'PUT /lists/{list_id}/members/{subscriber_hash}': CONTACT_BODY,
  'PATCH /lists/{list_id}/members/{subscriber_hash}': CONTACT_BODY,
  'POST /lists/{list_id}/members/{subscriber_hash}/tags': ['is_syncing', 'tags'],
  'POST /lists/{list_id}/webhooks': namesOf('Webhook'),
  'PATCH /lists/{list_id}/webhooks/{webhook_id}': namesOf('Webhook'),
};

/** Newer than the package, or on the login host. */
export const MORE_OPERATIONS = {
  'GET /3.0/audiences': { parameters: ['count', 'exclude_fields', 'fields', 'offset'], answer: 'any' },
  'GET /3.0/audiences/{audience_id}/contacts': {
    parameters: ['count', 'cursor', 'exclude_fields', 'fields', 'offset', 'sort_dir', 'sort_field', 'updated_since'],
    answer: 'any',
  },
  'GET /3.0/audiences/{audience_id}/contacts/{contact_id}': { parameters: ['exclude_fields', 'fields'], answer: 'any' },
  'GET /oauth2/authorize': { parameters: ['client_id', 'redirect_uri', 'response_type', 'state'], answer: 'any' },
  'POST /oauth2/token': {
    parameters: ['client_id', 'client_secret', 'code', 'grant_type', 'redirect_uri'],
    answer: fields({ access_token: text, expires_in: whole, scope: ['null', text] }),
  },
  'GET /oauth2/metadata': {
    parameters: [],
    answer: fields({
      ...all(text, 'dc', 'role', 'accountname', 'login_url', 'api_endpoint'),
      user_id: whole,
      login: { map: 'any' },
    }),
  },
};
