import { describe, expect, it } from 'vitest';
import { SaleQueue } from './sale-queue.ts';

function queueAt(maxWaiting: number) {
  const time = { nowMs: 0 };
  return { time, queue: new SaleQueue({ nowMs: () => time.nowMs }, { maxWaiting }) };
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

  it('forgets how fast it was', () => {
    const { time, queue } = queueAt(10_000);
    queue.served(1);
    queue.counted(100);
    time.nowMs = 60_000;
    expect(queue.estimatedWaitMs()).toBe(200);
  });
});
