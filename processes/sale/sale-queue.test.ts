import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SaleQueue } from './sale-queue.ts';

function queueAt(maxWaiting: number) {
  const time = { nowMs: 0 };
  return { time, queue: new SaleQueue({ nowMs: () => time.nowMs }, { maxWaiting }) };
}

/** As the queue describes it, counted anew. */
function waitAt(served: readonly { orders: number; tookMs: number }[], waiting: number): number {
  const orders = served.reduce((sum, entry) => sum + entry.orders, 0);
  const tookMs = served.reduce((sum, entry) => sum + entry.tookMs, 0);
  const measured = orders / (Math.max(1_000, tookMs) / 1_000);
  const slowed = Math.max(1, 500 + (measured - 500) * Math.min(1, tookMs / 5_000));
  return (waiting / (measured >= 500 ? measured : slowed)) * 1_000;
}

describe('the queue of the sales', () => {
  it('estimates the wait from how many wait and how fast they were served', () => {
    const { time, queue } = queueAt(10_000);
    queue.counted(3_000);
    for (time.nowMs = 0; time.nowMs < 2_000; time.nowMs += 100) queue.served(100);
    expect(queue.waiting).toBe(1_000);
    expect(queue.estimatedWaitMs()).toBe(1_000);
  });

  it('takes no more than it may hold', () => {
    const { queue } = queueAt(2);
    queue.joined();
    expect(queue.estimatedWaitMs()).toBeDefined();
    queue.joined();
    expect(queue.estimatedWaitMs()).toBeUndefined();
    queue.served(1);
    expect(queue.estimatedWaitMs()).toBeDefined();
  });

  it('lets people in as fast as orders are served, slower while some wait, and not at all while they wait long', () => {
    const { time, queue } = queueAt(10_000);
    queue.counted(3_000);
    for (time.nowMs = 0; time.nowMs < 2_000; time.nowMs += 100) queue.served(100);
    // 1,000 a second, and a second of them waits.
    expect(queue.admissionsPerSecond()).toBe(750);
    queue.counted(1);
    expect(queue.admissionsPerSecond()).toBeCloseTo(1_000, 0);
    queue.counted(4_000);
    expect(queue.admissionsPerSecond()).toBe(0);
    queue.counted(10_000);
    expect(queue.admissionsPerSecond()).toBe(0);
  });

  it('does not take one slow order for the speed of a sale', () => {
    const { time, queue } = queueAt(10_000);
    // A crowd comes to a queue that was idle, and the first of its orders is served alone, a second late.
    queue.counted(100);
    time.nowMs = 1_000;
    queue.served(1);
    expect(queue.estimatedWaitMs()).toBeLessThan(1_000);
    expect(queue.admissionsPerSecond()).toBeGreaterThan(300);
  });

  it('believes that it is slow once it was slow for as long as it measures', () => {
    const { time, queue } = queueAt(10_000);
    queue.counted(500);
    for (time.nowMs = 500; time.nowMs <= 6_000; time.nowMs += 500) queue.served(5);
    time.nowMs = 6_000;
    expect(queue.estimatedWaitMs()).toBeCloseTo(44_000);
    expect(queue.admissionsPerSecond()).toBe(0);
  });

  it('does not count the time in which nothing waited', () => {
    const { time, queue } = queueAt(10_000);
    for (time.nowMs = 0; time.nowMs < 5_000; time.nowMs += 1_000) {
      queue.joined();
      queue.served(1);
    }
    queue.counted(1_000);
    expect(queue.estimatedWaitMs()).toBe(2_000);
  });

  it('does not count anew what was served, at every request', () => {
    const queueThatServed = (orders: number): SaleQueue => {
      const { time, queue } = queueAt(1_000_000);
      for (let count = 0; count < orders; count++) {
        time.nowMs += 5_000 / orders;
        queue.served(1);
      }
      queue.counted(100);
      return queue;
    };
    // The best of some: a busy machine is no reason.
    const timeOf = (queue: SaleQueue): number => {
      const timesMs = [1, 2, 3, 4, 5].map(() => {
        const startedMs = performance.now();
        for (let request = 0; request < 2_000; request++) queue.estimatedWaitMs();
        return performance.now() - startedMs;
      });
      return Math.min(...timesMs);
    };
    const [few, many] = [queueThatServed(10), queueThatServed(50_000)];
    timeOf(few);
    expect(timeOf(many)).toBeLessThan(20 * Math.max(1, timeOf(few)));
  });

  it('measures what was served within its time, and nothing else, at every moment', () => {
    const history = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 3_000 }), orders: fc.nat(2_000) }));
    fc.assert(
      fc.property(history, (steps) => {
        const { time, queue } = queueAt(1_000_000);
        // Busy from beginning to end: the time that was worked is the time that has passed.
        queue.counted(100_000);
        const served: { atMs: number; orders: number; tookMs: number }[] = [];
        for (const { afterMs, orders } of steps) {
          time.nowMs += afterMs;
          queue.served(orders);
          queue.counted(100_000);
          served.push({ atMs: time.nowMs, orders, tookMs: afterMs });
          const measured = served.filter(({ atMs }) => atMs >= time.nowMs - 5_000);
          expect(queue.estimatedWaitMs()).toBeCloseTo(waitAt(measured, 100_000), 3);
        }
      }),
    );
  });

  it('does not take for slow what had nothing to do for long', () => {
    const { time, queue } = queueAt(10_000);
    queue.served(1);
    time.nowMs = 60_000;
    queue.counted(100);
    expect(queue.estimatedWaitMs()).toBe(200);
  });

  /** Ten a second for ten seconds, and a thousand wait. */
  function slowQueue() {
    const { time, queue } = queueAt(100_000);
    queue.counted(1_100);
    for (time.nowMs = 1_000; time.nowMs <= 10_000; time.nowMs += 1_000) queue.served(10);
    time.nowMs = 10_000;
    return { time, queue };
  }

  it('is no faster for standing still: the longer nobody is served, the longer the wait', () => {
    const { time, queue } = slowQueue();
    let waitMs = queue.estimatedWaitMs() ?? 0;
    expect(waitMs).toBeCloseTo(100_000);
    while (time.nowMs < 120_000) {
      time.nowMs += 1_000;
      queue.counted(1_000);
      const nextMs = queue.estimatedWaitMs() ?? 0;
      expect(nextMs).toBeGreaterThanOrEqual(waitMs);
      expect(queue.admissionsPerSecond()).toBe(0);
      waitMs = nextMs;
    }
    // Ten orders in the last step that went well, of a second, and nothing for nearly two minutes.
    expect(waitMs).toBe(1_000_000);
  });

  it('stays slow where it was slow when the last order was served, and is as fast as it shows once it goes on', () => {
    const { time, queue } = slowQueue();
    queue.counted(0);
    time.nowMs += 600_000;
    queue.counted(1_000);
    expect(queue.estimatedWaitMs()).toBeCloseTo(100_000);
    for (let step = 0; step < 10; step++) {
      time.nowMs += 100;
      queue.served(100);
    }
    queue.counted(1_000);
    expect(queue.estimatedWaitMs()).toBe(1_000);
  });

  it('does not stand still while another host serves it', () => {
    const { time, queue } = slowQueue();
    // A crowd that comes as fast as the other host serves: the count tells nothing, the oldest of those who wait does.
    for (let second = 0; second < 60; second++) {
      time.nowMs += 1_000;
      queue.counted(1_000, time.nowMs - 100_000);
      if (second > 5) expect(queue.estimatedWaitMs()).toBeCloseTo(100_000);
    }
    // Nobody comes.
    for (let second = 1; second < 60; second++) {
      time.nowMs += 1_000;
      queue.counted(1_000 - 10 * second);
      expect(queue.estimatedWaitMs()).toBeCloseTo(100 * (1_000 - 10 * second));
    }
    // And now it does: nobody is served any more.
    for (let second = 0; second < 60; second++) {
      time.nowMs += 1_000;
      queue.counted(400, 1);
    }
    expect(queue.estimatedWaitMs()).toBe(400_000);
  });

  it('reckons with the default where it has never seen an order served', () => {
    const { time, queue } = queueAt(10_000);
    queue.counted(1_000);
    time.nowMs = 60_000;
    queue.counted(1_000);
    expect(queue.estimatedWaitMs()).toBe(2_000);
  });
});
