import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFile, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { freePort } from '../platform/lifecycle/free-port.ts';
import { type Answer, eventually, type Json, Shop, scratchDirectory } from './testing/shop.ts';

// A disk that fills up under a running shop: what does not fit is refused, what was acknowledged is there, and the shop
// sells again by itself once there is room.

const DISK_MEGABYTES = 400;
/** As much is written at once: little is left when no more of it fits. */
const CHUNK = Buffer.alloc(64 * 1024);
const STOCK = 10_000;
const AT_ONCE = 16;
/** An answer takes as long as the shop gives itself, at the most. */
const MOST_ROUNDS = 200;

let disk: Awaited<ReturnType<typeof scratchDirectory>>;
let shop: Shop | undefined;
let isMounted = false;

beforeAll(async () => {
  disk = await scratchDirectory();
});

afterAll(async () => {
  await shop?.stop();
  if (isMounted) execFileSync('umount', [disk.path]);
  await disk.remove();
});

function mountSmall(context: TestContext): void {
  if (process.getuid?.() !== 0) context.skip('mounts a small file system, which is for root');
  try {
    const options = `size=${DISK_MEGABYTES}m,mode=711`;
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk.path], { stdio: 'pipe' });
  } catch {
    context.skip('needs the right to mount');
  }
  isMounted = true;
}

async function fill(path: string): Promise<void> {
  for (;;) {
    const { bavail } = await statfs(disk.path);
    if (bavail === 0) return;
    try {
      await appendFile(path, CHUNK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      return;
    }
  }
}

describe('a disk that fills up under a running shop', () => {
  it('loses nothing that was acknowledged, and keeps nobody from ordering once there is room', async (context) => {
    mountSmall(context);
    const running = new Shop(await freePort(), join(disk.path, 'shop'));
    shop = running;
    await running.start();
    await running.post('/products', { id: 'mug', sku: 'mug', name: 'Mug', price: '5.00', stock: STOCK });
    const acknowledged: string[] = [];
    const statuses = new Map<number, number>();
    const order = async (key: string): Promise<number> => {
      const body = { customer_id: 'ann', items: [{ product_id: 'mug', quantity: 1 }] };
      const answer: Answer = await running.post('/orders', body, { 'idempotency-key': key });
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (answer.status === 201) acknowledged.push(String(answer.body.id));
      return answer.status;
    };
    const crowd = (): Promise<number[]> => Promise.all(Array.from({ length: AT_ONCE }, () => order(randomUUID())));
    expect(new Set(await crowd())).toEqual(new Set([201]));

    const filler = join(disk.path, 'filler');
    await fill(filler);
    let refused = 0;
    for (let round = 0; round < MOST_ROUNDS && refused < AT_ONCE; round++) {
      refused = (await crowd()).filter((status) => status === 503).length;
      // What the server itself gives up, such as old log, is taken as well.
      await fill(filler);
    }
    expect(refused, JSON.stringify([...statuses])).toBe(AT_ONCE);
    expect([...statuses.keys()].sort()).toEqual([201, 503]);

    await rm(filler);
    const key = randomUUID();
    await eventually(
      'an order after there is room again',
      () => order(key),
      (status) => status === 201,
    );
    for (const id of acknowledged) {
      const ended = ({ body }: { body: Json }): boolean => String(body.status) === 'CONFIRMED';
      await eventually(`the end of order ${id}`, () => running.get(`/orders/${id}`), ended);
    }
    const level = await running.get('/inventory/mug');
    const audit = await running.get('/audit');
    expect(audit.body, JSON.stringify(audit.body)).toMatchObject({ ok: true });
    expect(STOCK - Number(level.body.available)).toBeGreaterThanOrEqual(acknowledged.length);
    expect(await running.stop()).toMatchObject({ code: 0 });
    shop = undefined;
  });
});
