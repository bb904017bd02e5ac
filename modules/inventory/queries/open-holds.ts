import type { ModuleGauge } from '../../../platform/rpc/module.ts';

/** Answered from the index of open holds; confirmed and released ones are history, and too many to count at a scrape. */
const OPEN = `
  select count(*) filter (where expires_at > $1)::int4 as held, count(*) filter (where expires_at <= $1)::int4 as overdue
  from inventory.holds where status = 'held'`;

export const openHolds: ModuleGauge = {
  name: 'holdfast_holds',
  help: 'Open holds: held ones, and overdue ones that the sweep has yet to give back',
  label: 'state',
  read: async (reader, clock) => {
    const [row] = await reader.query<{ held: number; overdue: number }>(OPEN, [new Date(clock.nowMs())]);
    return new Map([
      ['held', row?.held ?? 0],
      ['overdue', row?.overdue ?? 0],
    ]);
  },
};
