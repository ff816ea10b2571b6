/** What an audience's webhook can report: https://mailchimp.com/developer/marketing/api/list-webhooks/ */
export const AUDIENCE_EVENTS = [
  'subscribe',
  'unsubscribe',
  'profile',
  'cleaned',
  'upemail',
  'campaign',
  'sms_subscribe',
  'sms_unsubscribe',
  'upsms',
  'sms_campaign',
] as const;
