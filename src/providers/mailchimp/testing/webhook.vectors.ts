/**
 * Deliveries with the signatures that belong to them, computed by two independent implementations of the documented
 * schemes: https://mailchimp.com/developer/marketing/guides/sync-audience-data-webhooks/ and
 * https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/
 */
export const NOW = 1_795_400_000;
export const SECRET = 'mcwh_0f1e2d3c4b5a69788796a5b4c3d2e1f0';
export const MANDRILL_KEY = 'mandrill-webhook-key-AbC123';
export const MANDRILL_URL = 'https://hub.example.com/api/v1/webhooks/mandrill?c=42';

const CONTACT = 'data%5Bid%5D=8a25ff1d98&data%5Blist_id%5D=a6b5da1054&data%5Bemail%5D=zo%C3%AB%2Bvip%40example.com';
const IPS = '&data%5Bemail_type%5D=html&data%5Bip_opt%5D=10.20.10.30';
const NAMES =
  '&data%5Bmerges%5D%5BEMAIL%5D=zo%C3%AB%2Bvip%40example.com&data%5Bmerges%5D%5BFNAME%5D=Zo%C3%AB&data%5Bmerges%5D%5BLNAME%5D=M%C3%BCller';

export const SUBSCRIBE = `type=subscribe&fired_at=2026-11-23+02%3A13%3A10&${CONTACT}${IPS}&data%5Bip_signup%5D=10.20.10.30${NAMES}&data%5Bmerges%5D%5BINTERESTS%5D=Group1%2CGroup2`;
export const UNSUBSCRIBE =
  'type=unsubscribe&fired_at=2026-11-23+02%3A13%3A11&data%5Baction%5D=unsub&data%5Breason%5D=manual&data%5Bid%5D=8a25ff1d98&data%5Blist_id%5D=a6b5da1054&data%5Bemail%5D=api%2Bunsub%40mailchimp.com&data%5Bemail_type%5D=html&data%5Bip_opt%5D=10.20.10.30&data%5Bcampaign_id%5D=cb398d21d2&data%5Bmerges%5D%5BEMAIL%5D=api%2Bunsub%40mailchimp.com&data%5Bmerges%5D%5BFNAME%5D=Mailchimp&data%5Bmerges%5D%5BLNAME%5D=API';
export const UPEMAIL =
  'type=upemail&fired_at=2026-11-23+02%3A13%3A12&data%5Blist_id%5D=a6b5da1054&data%5Bnew_id%5D=51da8c3259&data%5Bnew_email%5D=new%40example.com&data%5Bold_email%5D=old%40example.com';
export const CLEANED =
  'type=cleaned&fired_at=2026-11-23+02%3A13%3A13&data%5Blist_id%5D=a6b5da1054&data%5Bcampaign_id%5D=4fjk2ma9xd&data%5Breason%5D=hard&data%5Bemail%5D=bounce%40example.com';
export const PROFILE = `type=profile&fired_at=2026-11-23+02%3A13%3A14&${CONTACT}${IPS}&data%5Bmerges%5D%5BEMAIL%5D=zo%C3%AB%2Bvip%40example.com&data%5Bmerges%5D%5BFNAME%5D=Zo%C3%A9&data%5Bmerges%5D%5BLNAME%5D=M%C3%BCller`;

const SUBSCRIBE_V1 = 'b9e54a1bb04406428724129f93a0cb62f161353d29f9bd105c106a1f580a4e74';
const at = (seconds: number, ...signatures: string[]) =>
  [`t=${seconds}`, ...signatures.map((signature) => `v1=${signature}`)].join(',');

export interface SignedBody {
  body: string;
  header: string;
}

export const SIGNED: Readonly<Record<string, SignedBody>> = {
  subscribe: { body: SUBSCRIBE, header: at(NOW - 3, SUBSCRIBE_V1) },
  unsubscribe: {
    body: UNSUBSCRIBE,
    header: at(NOW - 3, 'bb3f79fd8f74b6390d0d708bf75fdd20d892f7b49b56d673ace1fe6c843f8322'),
  },
  upemail: {
    body: UPEMAIL,
    header: at(NOW - 3, 'da5c31806d1b8f97a5126db06197fdc4a3588d8421a39f0ef3de3e90bdd958cb'),
  },
  cleaned: {
    body: CLEANED,
    header: at(NOW - 3, 'da8186a03dbc8a7836741895c91ab97fc16308c32e6658ee8e3ba85716d1f8e0'),
  },
  profile: {
    body: PROFILE,
    header: at(NOW - 3, '2a3a73aac56607c80cbe522f154ad282e61dbfd83fb3506227b9c2af2d0a1345'),
  },
  'two signatures, during a rotation': {
    body: SUBSCRIBE,
    header: at(NOW - 3, '693460f5193e044b158c3b2326cca9beb15566ac4d4c47d6d4569b90978d43bf', SUBSCRIBE_V1),
  },
};

export const REFUSED: Readonly<Record<string, SignedBody>> = {
  '301 s old': {
    body: SUBSCRIBE,
    header: at(NOW - 301, '66447fda3e9860d2f282e5cee77b71b68588c449d93928af6cf2f5c5963a4883'),
  },
  'of another list': {
    body: SUBSCRIBE.replace('a6b5da1054', 'b000000000'),
    header: at(NOW - 3, SUBSCRIBE_V1),
  },
  'decoded and encoded again': {
    body: SUBSCRIBE.replace('23+02', '23%2002'),
    header: at(NOW - 3, SUBSCRIBE_V1),
  },
};

const BOUNCE =
  'mandrill_events=%5B%7B%22event%22%3A%22hard_bounce%22%2C%22ts%22%3A1795399990%2C%22_id%22%3A%22exampleaaaaaaaaaaaaaaaaaaaaaaaaa%22%2C%22msg%22%3A%7B%22ts%22%3A1795399980%2C%22_id%22%3A%22exampleaaaaaaaaaaaaaaaaaaaaaaaaa%22%2C%22state%22%3A%22bounced%22%2C%22subject%22%3A%22Tickets+%E2%9C%93%22%2C%22email%22%3A%22zo%C3%AB%40example.com%22%2C%22tags%22%3A%5B%22ticket%22%5D%2C%22metadata%22%3A%7B%22tenant_id%22%3A%22t-1%22%7D%2C%22bounce_description%22%3A%22bad_mailbox%22%2C%22diag%22%3A%22smtp%3B550+5.1.1%22%7D%7D%5D';

export const MANDRILL_SIGNED: Readonly<Record<string, SignedBody>> = {
  'a bounce': { body: BOUNCE, header: 'Ebsy53Ve4iHigqXHUJeSoJnsUWM=' },
  'several parameters, in order of their names': {
    body: 'mandrill_events=%5B%5D&a_param=1&Z=2',
    header: 'KtouTtNM3JWPDh3Vh5yy3Gg52Jw=',
  },
};

export const MANDRILL_REFUSED: Readonly<Record<string, SignedBody>> = {
  'in hexadecimal': { body: BOUNCE, header: '11bb32e7755ee221e282a5c7509792a099ec5163' },
  'over the body as it was sent': { body: BOUNCE, header: 'tar1dBLL4whixRfVrizw2PHZQv0=' },
};
