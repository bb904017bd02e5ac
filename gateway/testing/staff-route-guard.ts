import type { RouteOptions } from 'fastify';
import { inventory } from '../../modules/inventory/contract.ts';
import { MemoryDeadLetters } from '../../platform/messaging/memory-dead-letters.ts';
import { MemoryQueues } from '../../platform/messaging/memory-queues.ts';
import { envelope, noted } from '../../platform/messaging/testing/messages.ts';
import type { Call } from '../../platform/rpc/contract.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import type { AddRoutes } from '../create-gateway.ts';
import { FakeShop } from './fake-shop.ts';

// Calls a route for staff that changes something, and says what is wrong with its record: there is no entry, it came after
// the action, or it does not say who did what, why, and how it ended.

interface Example {
  readonly path?: string;
  readonly body?: Record<string, unknown>;
}

/** Who can write to the rooms behind the edge, besides commands through doors. */
const ROOMS = {
  sagas: ['retry', 'compensate'],
  sales: ['schedule', 'steer'],
  deadLetters: ['redrive', 'redriveAll'],
  projections: ['rebuild'],
} as const;

export class StaffRouteGuard {
  readonly #shop: FakeShop;
  readonly #queues: MemoryQueues;
  readonly #clock: FakeClock;
  /** What happened since the last call: `begin`, `act` and how it ended. */
  #told: string[] = [];
  #calls = 0;

  private constructor(shop: FakeShop, queues: MemoryQueues, clock: FakeClock) {
    this.#shop = shop;
    this.#queues = queues;
    this.#clock = clock;
  }

  static async open(routes: readonly AddRoutes[]): Promise<StaffRouteGuard> {
    const queues = new MemoryQueues();
    const clock = new FakeClock();
    const deadLetters = new MemoryDeadLetters(queues, clock);
    const shop = await FakeShop.open({ deadLetters }, routes);
    const guard = new StaffRouteGuard(shop, queues, clock);
    guard.#listen({ sagas: shop.sagas, sales: shop.sales, deadLetters, projections: shop.views.projections });
    return guard;
  }

  /** What is wrong with a route; undefined where nothing is. */
  async faultOf({ method, url, schema }: RouteOptions): Promise<string | undefined> {
    this.#calls += 1;
    const example = await this.#exampleOf(url.replace(/^\/v1/, ''));
    const path = example.path ?? url;
    if (path.includes(':')) return 'nobody says how it is called';
    const { examples = [{}] } = (schema?.body ?? {}) as { examples?: Record<string, unknown>[] };
    const payload = { ...examples[0], ...example.body };
    this.#told = [];
    const prefix = url.startsWith('/v1/') ? '/v1' : '';
    const target = example.path === undefined ? url : `${prefix}${path}`;
    const answer = await this.#shop.inject({ method: method as 'POST', url: target, payload });
    if (answer.statusCode >= 300) return `it was refused: ${answer.body}`;
    const [first, ...rest] = this.#told;
    if (!this.#told.includes('begin')) return 'it has no entry';
    if (first !== 'begin') return 'it acts before it has its entry';
    if (!rest.includes('act')) return 'it did nothing that could be seen here';
    if (rest.at(-1) !== 'end done') return 'nobody says how it ended';
    return this.#faultOfEntry(payload);
  }

  async #faultOfEntry({ reason = '' }: Record<string, unknown>): Promise<string | undefined> {
    const [entry] = (await this.#shop.operatorLog.list({ limit: 1 })).entries;
    if (entry?.actor !== 'demo' || entry.object.id === '') return 'its entry does not say who did it, or to what';
    return entry.reason === reason ? undefined : 'its entry does not say why';
  }

  #listen(rooms: Readonly<Record<keyof typeof ROOMS, object>>): void {
    const { doors, operatorLog } = this.#shop;
    for (const room of Object.keys(ROOMS) as (keyof typeof ROOMS)[]) {
      for (const name of ROOMS[room]) this.#before(rooms[room], name, () => 'act');
    }
    this.#before(doors, 'call', (call) => ((call as Call).method.kind === 'command' ? 'act' : ''));
    this.#before(operatorLog, 'end', (_entry, outcome) => `end ${outcome}`);
    // An entry is there once its writing is done.
    const begin = operatorLog.begin.bind(operatorLog);
    operatorLog.begin = async (entry) => {
      await begin(entry);
      this.#told.push('begin');
    };
  }

  #before(of: object, name: string, word: (...all: unknown[]) => string): void {
    const original: unknown = Reflect.get(of, name);
    if (typeof original !== 'function') throw new TypeError(`there is no ${name} to listen to`);
    Reflect.set(of, name, (...all: unknown[]) => {
      const said = word(...all);
      if (said !== '') this.#told.push(said);
      return Reflect.apply(original, of, all);
    });
  }

  /** How a route is called, where its own example does not do. */
  async #exampleOf(url: string): Promise<Example> {
    const shop = this.#shop;
    const count = this.#calls;
    const id = `00000000-0000-7000-8000-${String(count).padStart(12, 'a')}`;
    const wallet = async (amountMinor: number): Promise<string> => {
      const { id: walletId } = (await shop.post('/wallets', { customer_id: `owner-${count}` })).json();
      if (amountMinor > 0) await shop.post(`/wallets/${walletId}/deposit`, { amount: amountMinor / 100 });
      return walletId;
    };
    const [, noun = '', , verb = ''] = url.split('/');
    switch (`${noun} ${verb}`.trim()) {
      case 'products':
        return { body: { id: `product-${count}`, sku: `SKU-${count}` } };
      case 'inventory adjustments':
        return { path: '/inventory/mug/adjustments' };
      case 'holds release':
        this.#holds(id);
        return { path: `/holds/${id}/release` };
      case 'customers':
        return { path: `/customers/customer-${count}` };
      case 'coupons':
        if (url === '/coupons') return { body: { code: `CODE-${count}` } };
        shop.coupons.knows(`KNOWN-${count}`);
        return { path: `/coupons/KNOWN-${count}` };
      case 'wallets':
      case 'accounts':
        return { body: { customer_id: `customer-${count}` } };
      case 'wallets deposit':
      case 'wallets close':
      case 'accounts deposit':
      case 'accounts close':
        return { path: `/${noun}/${await wallet(0)}/${verb}` };
      case 'wallets withdraw':
      case 'accounts withdraw':
        return { path: `/${noun}/${await wallet(10_000)}/${verb}` };
      case 'sagas retry':
      case 'sagas compensate': {
        const saga = {
          sagaId: id,
          name: 'checkout.v1',
          status: 'parked',
          subjectId: id,
          traceId: '',
          steps: [],
        } as const;
        shop.sagas.sagas.push(saga);
        return { path: `/sagas/${id}/${verb}` };
      }
      case 'sales':
        return { body: { product_id: 'mug', quantity: 5 } };
      case 'sales open':
      case 'sales pause':
      case 'sales drain':
      case 'sales close':
        return { path: `/sales/${await this.#sale()}/${verb}` };
      case 'dead-letters redrive':
        return { path: `/dead-letters/${await this.#deadLetter()}/redrive` };
      default:
        return {};
    }
  }

  async #sale(): Promise<string> {
    const times = { starts_at: '2026-12-01T10:00:00Z', ends_at: '2026-12-01T11:00:00Z' };
    const terms = { product_id: 'mug', quantity: 5, per_customer_limit: 1, ...times };
    return (await this.#shop.post('/sales', terms)).json().id;
  }

  #holds(holdId: string): void {
    const held = { holdId, status: 'held', expiresAtMs: 60_000, allocations: [], setAsideId: '' };
    this.#shop.doors
      .on(inventory.getHolds, () => ({ holds: [held] }))
      .on(inventory.releaseStock, () => ({ kind: 'released' as const, holdId }));
  }

  /** A message that a consumer gave up. */
  async #deadLetter(): Promise<string> {
    const consumer = `printer-${this.#calls}`;
    const message = envelope('key', 'note', `test.v1.For${this.#calls}`);
    this.#queues.register([{ consumer, events: [{ ...noted, type: message.type }] }], false);
    this.#queues.enqueue([message]);
    const fails = { cause: 'no ink', attempts: 5 };
    await this.#queues
      .connect()
      .queueOf(consumer)
      .deliver(
        () => this.#clock.nowMs(),
        10,
        async (waiting) => ({
          delivered: [],
          retries: [],
          hopeless: waiting.map(({ position, messageId }) => ({ position, messageId, ...fails })),
        }),
      );
    return (await this.#shop.get('/dead-letters?limit=1')).json().data[0].id;
  }
}
