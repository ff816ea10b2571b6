/**
 * The version that the SDK is pinned to, known without loading it. The SDK's types accept no other, so an upgrade
 * that forgets this line does not compile. https://docs.stripe.com/api/versioning
 */
export const STRIPE_API_VERSION = '2026-10-28.endive';
