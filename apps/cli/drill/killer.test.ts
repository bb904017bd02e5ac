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
    const killer = new Killer(shop, [0.2, 0.8], () => nowMs - 1_000);
    killer.answered(0.1);
    expect(shop.calls).toEqual([]);
    nowMs = 1_250;
    killer.answered(0.3);
    killer.answered(0.9);
    // While the shop is away it is not killed again.
    expect(shop.calls).toEqual(['kill']);
    await killer.done();
    expect(shop.calls).toEqual(['kill', 'start', 'kill', 'start']);
    const outage = { what: 'host', killedAtMs: 250, backAtMs: 250 };
    expect(killer.outages).toEqual([outage, outage]);
    expect(killer.isBusy).toBe(false);
  });

  it('kills what was still planned when all has been done', async () => {
    const shop = shopThat();
    const killer = new Killer(shop, [0.2, 0.8, 0.9], () => 0, 'Redis');
    expect(killer.isBusy).toBe(true);
    killer.answered(0.3);
    await killer.done();
    expect(killer.outages.map(({ what }) => what)).toEqual(['Redis', 'Redis', 'Redis']);
  });

  it('says that the shop did not start again', async () => {
    const killer = new Killer(
      shopThat(() => Promise.reject(new Error('the disk is full'))),
      [0.5],
      () => 0,
    );
    killer.answered(0.6);
    await expect(killer.done()).rejects.toThrow('the disk is full');
    expect(killer.isBusy).toBe(false);
  });
});
