import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { Registry } from 'prom-client';
import { MemoryDeadLetters } from '../../platform/messaging/memory-dead-letters.ts';
import { MemoryQueues } from '../../platform/messaging/memory-queues.ts';
import { StoredOperatorLog } from '../../platform/operators/stored-operator-log.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import type { AuditReport, PastAudit } from '../../views/audit/door.ts';
import { type AddRoutes, createGateway, ROUTES } from '../create-gateway.ts';
import type { GatewayDependencies, Readiness } from '../dependencies.ts';
import { againstDocument } from './against-document.ts';
import { FakeCarts } from './fake-carts.ts';
import { FakeCheckout } from './fake-checkout.ts';
import { FakeCoupons } from './fake-coupons.ts';
import { FakeDoors } from './fake-doors.ts';
import { FakeFlow } from './fake-flow.ts';
import { FakeIdempotency } from './fake-idempotency.ts';
import { FakeSagas } from './fake-sagas.ts';
import { FakeSales } from './fake-sales.ts';
import { FakeStock } from './fake-stock.ts';
import { FakeViews } from './fake-views.ts';
import { FakeWaitingRooms } from './fake-waiting-rooms.ts';
import { FakeWallets } from './fake-wallets.ts';

// The gateway in front of a shop in memory.

/** Ids in order, shaped as UUIDs. */
function countingIds(): () => string {
  let count = 0;
  return () => {
    count += 1;
    return `00000000-0000-7000-8000-${String(count).padStart(12, '0')}`;
  };
}

export class FakeShop {
  readonly clock = new FakeClock();
  readonly newId = countingIds();
  readonly doors = new FakeDoors();
  readonly stock = new FakeStock();
  readonly carts = new FakeCarts();
  readonly coupons = new FakeCoupons();
  readonly wallets = new FakeWallets();
  readonly checkout = new FakeCheckout(this.clock);
  readonly idempotency = new FakeIdempotency(this.newId);
  readonly sagas = new FakeSagas();
  readonly sales = new FakeSales();
  readonly waitingRooms = new FakeWaitingRooms();
  readonly flow = new FakeFlow();
  readonly queues = new MemoryQueues();
  readonly operatorLog = new StoredOperatorLog(new MemoryStore(), this.clock);
  readonly views = new FakeViews();
  readonly registry = new Registry();
  readonly logged: { level: string; entry: object; message: string }[] = [];
  past: readonly PastAudit[] = [];
  report: AuditReport = { ok: true, checkedAtMs: 0, invariants: [] };
  readiness: Readiness = { ready: true, notReady: [] };
  /** What of its answers the OpenAPI document does not say. */
  readonly #undocumented: string[] = [];
  #app: FastifyInstance | undefined;

  /** A shop that sells mugs (7.95), gift cards (50.00) and lessons. */
  static async open(changes: Partial<GatewayDependencies> = {}, routes = ROUTES): Promise<FakeShop> {
    const shop = new FakeShop();
    shop.stock.sells('mug', 795, 100).sells('prod_1', 5_000, 1_000).sells('lesson', 3_000, 0, { kind: 'service' });
    for (const room of [shop.stock, shop.carts, shop.coupons, shop.wallets, shop.checkout]) room.answer(shop.doors);
    const all: AddRoutes[] = [againstDocument(shop.#undocumented), ...routes];
    shop.#app = await createGateway({ ...shop.#dependencies(), ...changes }, all);
    return shop;
  }

  get app(): FastifyInstance {
    if (this.#app === undefined) throw new Error('the shop is not open');
    return this.#app;
  }

  /** @throws when it is answered what the OpenAPI document does not say. */
  async inject(options: InjectOptions): Promise<LightMyRequestResponse> {
    const answer = await this.app.inject(options);
    const [fault] = this.#undocumented;
    if (fault !== undefined) throw new Error(`the OpenAPI document does not say that ${fault}`);
    return answer;
  }

  get(url: string, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
    return this.inject({ method: 'GET', url, headers });
  }

  post(url: string, payload?: object, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
    return this.inject({ method: 'POST', url, headers, ...(payload === undefined ? {} : { payload }) });
  }

  #dependencies(): GatewayDependencies {
    const log = (level: string) => (entry: unknown, message?: string) => {
      this.logged.push({ level, entry: entry as object, message: message ?? '' });
    };
    return {
      doors: this.doors,
      checkout: this.checkout,
      sagas: this.sagas,
      sales: this.sales,
      waitingRooms: this.waitingRooms,
      asyncApi: { asyncapi: '3.0.0' },
      operatorLog: this.operatorLog,
      deadLetters: new MemoryDeadLetters(this.queues, this.clock),
      idempotency: this.idempotency,
      views: this.views,
      messageFlow: this.flow,
      audit: { run: async () => this.report, past: async () => this.past },
      clock: this.clock,
      newId: this.newId,
      logger: { error: log('error'), warn: log('warn'), info: log('info') },
      registry: this.registry,
      readiness: async () => this.readiness,
    };
  }
}

/** An order for one mug, with changes. */
export function anOrder(changes: object = {}): object {
  return { customer_id: 'cust_123', items: [{ product_id: 'mug', quantity: 1 }], ...changes };
}
