import { StripeSandbox } from './stripe/stripe.sandbox.js';
import type { AccountSpec } from './stripe/live/stripe.account.js';

const accounts = JSON.parse(process.env.SANDBOX_STRIPE_ACCOUNTS ?? '[]') as AccountSpec[];
const stripe = new StripeSandbox(accounts);

function shutDown(): void {
  void stripe.close().finally(() => process.exit(0));
}

process.once('SIGTERM', shutDown);
process.once('SIGINT', shutDown);
if (process.env.SANDBOX_EXIT_WITH_PARENT === '1') process.stdin.resume().once('end', shutDown).once('error', shutDown);

const url = await stripe.listen(Number(process.env.SANDBOX_STRIPE_PORT ?? 4010));
process.stdout.write(`${JSON.stringify({ sandbox: 'ready', stripe: url })}\n`);
