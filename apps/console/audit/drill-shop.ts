import { call } from '../../web/api/api.ts';
import { newKey } from '../../web/api/new-key.ts';
import { askForAudit } from './ask-for-audit.ts';
import type { DrillShop } from './run-drill.ts';

const OPEN_FOR_MS = 600_000;
const REASON = 'The drill is over.';

/** The drill over the API, with ids that no other drill has: a call that is sent again is done once. */
export function drillShop(): DrillShop {
  const name = `DRILL-${newKey().slice(0, 8)}`;
  return {
    prepare: async (units) => {
      const product = { sku: name, name: `Scratch product of a drill (${name})`, price: '1.00', category: 'Drill' };
      const { id } = await call('POST /products', { body: { ...product, stock: units } }, { idempotencyKey: name });
      const now = Date.now();
      const terms = {
        product_id: id,
        quantity: units,
        price: '1.00',
        starts_at: new Date(now - 1_000).toISOString(),
        ends_at: new Date(now + OPEN_FOR_MS).toISOString(),
        per_customer_limit: 1,
      };
      return (await call('POST /sales', { body: terms }, { idempotencyKey: `${name}-sale` })).id;
    },
    order: (id, customer) =>
      call(
        'POST /sales/{id}/orders',
        { path: { id }, body: { customer_id: `${name}-${customer}`, quantity: 1 } },
        { idempotencyKey: `${name}-${customer}` },
      ),
    funnel: async (id) => {
      const { confirmed, returned } = await call('GET /sales/{id}/funnel', { path: { id } });
      return { bought: confirmed, returned: returned.orders };
    },
    close: (id) =>
      call('POST /sales/{id}/close', { path: { id }, body: { reason: REASON } }, { idempotencyKey: `${name}-close` }),
    audit: async () => (await askForAudit()).invariants.filter(({ ok }) => !ok).length,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  };
}
