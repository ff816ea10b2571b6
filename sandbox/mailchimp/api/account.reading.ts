import { hashText } from '../../common/seeded.random.js';
import { timestamp } from '../dataset/dataset.js';
import type { ApiCall } from './api.call.js';

export const ping = (): unknown => ({ health_status: "Everything's Chimpy!" });

export function accountRoot({ account, world }: ApiCall): unknown {
  const subscribed = [...account.audiences.values()].map((audience) => audience.countByStatus().subscribed ?? 0);
  return {
    account_id: account.id,
    login_id: String((hashText(account.id) % 100_000_000) + 1),
    account_name: `Sandbox ${account.id.slice(0, 6)}`,
    email: 'owner@example.com',
    first_name: 'Olga',
    last_name: 'Owner',
    username: 'owner',
    avatar_url: '',
    role: 'owner',
    member_since: timestamp(account.data.createdFrom),
    pricing_plan_type: 'monthly',
    first_payment: timestamp(account.data.createdFrom),
    account_timezone: 'Etc/UTC',
    account_industry: 'Entertainment and Events',
    contact: {
      company: 'Sandbox Venue',
      addr1: '12 Main Street',
      addr2: '',
      city: 'Austin',
      state: 'TX',
      zip: '78701',
      country: 'US',
    },
    pro_enabled: false,
    last_login: timestamp(world.clock.now()),
    total_subscribers: subscribed.reduce((sum, count) => sum + count, 0),
    industry_stats: { open_rate: 0.21, bounce_rate: 0.01, click_rate: 0.02 },
    _links: [
      { rel: 'self', href: `https://${account.dataCentre}.api.mailchimp.com/3.0/`, method: 'GET' },
      { rel: 'lists', href: `https://${account.dataCentre}.api.mailchimp.com/3.0/lists`, method: 'GET' },
    ],
  };
}
