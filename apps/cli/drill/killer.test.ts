import { describe, expect, it } from 'vitest';
import { Killer } from './killer.ts';

function shopThat(start: () => Promise<void> = async () => undefined) {
  const calls: string[] = [];
  return {
    calls,
    kill: async () => {
      calls.push('kill');
    },
    start: () => {
      calls.push('start');
      return start();
    },
  };
}

describe('the killer', () => {
  it('kills when its moment has come, and starts the shop again', async () => {
    const shop = shopThat();
    let nowMs = 1_000;
    const killer = new Killer(shop, [0.2, 0.8], () => nowMs);
    killer.answered(0.1);
    expect(shop.calls).toEqual([]);
    nowMs = 1_250;
    killer.answered(0.3);
    killer.answered(0.9);
    await killer.done();
    expect(shop.calls).toEqual(['kill', 'start']);
    killer.answered(0.9);
    await killer.done();
    expect(shop.calls).toEqual(['kill', 'start', 'kill', 'start']);
    expect(killer.killedAtMs).toEqual([250, 250]);
  });

  it('says that the shop did not start again', async () => {
    const killer = new Killer(
      shopThat(() => Promise.reject(new Error('the disk is full'))),
      [0.5],
      () => 0,
    );
    killer.answered(0.6);
    await expect(killer.done()).rejects.toThrow('the disk is full');
  });
});
