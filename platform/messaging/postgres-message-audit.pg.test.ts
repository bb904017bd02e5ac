import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { madeAtMs } from './postgres-depths.ts';
import { PostgresMessageAudit } from './postgres-message-audit.ts';
import { envelope, noted } from './testing/messages.ts';
import { createMessagingWorld, event, type MessagingWorld } from './testing/messaging-world.ts';

let world: MessagingWorld;
beforeEach(async () => {
  world = await createMessagingWorld();
});
afterEach(() => world.end());

function audit(): PostgresMessageAudit {
  const { pool, clock } = world;
  return new PostgresMessageAudit({ pool, schema: 'broker', outboxes: [{ pool, schema: 'shop' }], clock });
}

async function declared() {
  const broker = world.broker();
  broker.declare({ consumer: 'secretary', events: [noted] });
  await broker.start();
  return broker;
}

describe('the facts of messages', () => {
  it('are all well where nothing waits', async () => {
    await declared();

    expect(await audit().facts(Number.MAX_SAFE_INTEGER)).toEqual({
      waiting: 0,
      dead: 0,
      overdue: [],
      refused: [],
      ownerless: [],
      deadAndWaiting: [],
    });
  });

  it('name of each queue and outbox what has been due for longest', async () => {
    const broker = await declared();
    const [first, second] = [envelope('a', '1'), envelope('a', '2')];
    await broker.publish([first, second]);
    await world.tell(event('a', '3'));
    const { rows } = await world.pool.query('select record_id from shop.outbox');
    const dueMs = madeAtMs(first.id);
    const facts = await audit().facts(Number.MAX_SAFE_INTEGER);

    expect(facts.waiting).toBe(3);
    expect(facts.overdue).toEqual([
      { id: rows[0].record_id, at: 'outbox', name: 'shop', dueMs: madeAtMs(rows[0].record_id) },
      { id: first.id, at: 'consumer', name: 'secretary', dueMs },
    ]);
    expect((await audit().facts(dueMs)).overdue).toEqual([]);
  });

  it('let a message be that waits for its next try, and what waits behind it', async () => {
    const broker = await declared();
    await broker.publish([envelope('a', '1'), envelope('a', '2')]);
    await world.pool.query(
      `update broker.deliveries set attempts = 1, next_attempt_at = $1
       where position = (select min(position) from broker.deliveries)`,
      [new Date(world.clock.nowMs() + 4_000)],
    );
    expect((await audit().facts(Number.MAX_SAFE_INTEGER)).overdue).toEqual([]);
    world.clock.advance(4_000);

    expect((await audit().facts(Number.MAX_SAFE_INTEGER)).overdue).toMatchObject([{ dueMs: world.clock.nowMs() }]);
  });

  it('name what is put aside, what has no consumer, and what is dead and waits', async () => {
    const broker = await declared();
    const message = envelope('a', '1');
    await broker.publish([message]);
    await world.pool.query(
      `insert into broker.deliveries (consumer, message_id, ordering_key, envelope) values ('ghost', $1, 'k', '{}')`,
      [message.id],
    );
    await world.pool.query(
      `insert into broker.dead_letters (consumer, message_id, ordering_key, envelope, cause, attempts, failed_at)
       select consumer, message_id, ordering_key, envelope, 'no', 5, now() from broker.deliveries where consumer = 'secretary'`,
    );
    await world.pool.query(
      `insert into shop.outbox_dead_letters (record_id, event, cause, failed_at) values ($1, '{}', 'too large', now())`,
      [message.id],
    );

    expect(await audit().facts(0)).toEqual({
      waiting: 1,
      dead: 1,
      overdue: [],
      refused: [{ outbox: 'shop', events: 1 }],
      ownerless: [{ consumer: 'ghost', messages: 1 }],
      deadAndWaiting: [{ consumer: 'secretary', messageId: message.id }],
    });
  });

  it('tell of which keys something is on its way: in the outbox, for a consumer, dead and not redriven', async () => {
    const broker = await declared();
    const ofShop = (key: string) => ({ ...envelope(key, '1'), source: 'shop.v1' });
    await broker.publish([ofShop('waits'), ofShop('dead'), ofShop('redriven'), envelope('other', '1')]);
    await world.tell(event('told', '4'));
    for (const key of ['dead', 'redriven']) {
      await world.pool.query(
        `with gone as (delete from broker.deliveries where ordering_key = 'shop/' || $1 returning *)
         insert into broker.dead_letters (consumer, message_id, ordering_key, envelope, cause, attempts, failed_at, redriven_at)
         select consumer, message_id, ordering_key, envelope, 'no', 5, now(), case when $1 = 'redriven' then now() end from gone`,
        [key],
      );
    }
    const keys = ['told', 'waits', 'dead', 'redriven', 'other', 'never'];
    expect(await audit().onTheirWay('shop', keys)).toEqual(new Set(['told', 'waits', 'dead']));
    expect(await audit().onTheirWay('shop', [])).toEqual(new Set());
    expect(await audit().onTheirWay('elsewhere', keys)).toBeUndefined();
  });
});
