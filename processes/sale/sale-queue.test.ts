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

  it('forgets how fast it was', () => {
    const { time, queue } = queueAt(10_000);
    queue.served(1);
    queue.counted(100);
    time.nowMs = 60_000;
    expect(queue.estimatedWaitMs()).toBe(200);
  });
});
