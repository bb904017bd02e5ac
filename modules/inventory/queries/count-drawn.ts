import { sqlQuery } from '../../../platform/rpc/module.ts';
import { inventory } from '../contract.ts';
import { holds } from '../tables.ts';

interface Counted {
  readonly held: number;
  readonly confirmed: number;
  readonly released: number;
}

const COUNTED = `
  select count(*) filter (where status = 'held')::int4 as held,
    count(*) filter (where status = 'confirmed')::int4 as confirmed,
    count(*) filter (where status = 'released')::int4 as released
  from inventory.holds where drawn_from = $1 and drawn_from <> ''`;

export const countDrawn = sqlQuery(
  inventory.countDrawn,
  async (reader, { setAsideId }) => {
    const [counted] = await reader.query<Counted>(COUNTED, [setAsideId]);
    return counted ?? { held: 0, confirmed: 0, released: 0 };
  },
  async (rows, { setAsideId }) => {
    const drawn = rows(holds).filter(({ row }) => row.drawnFrom === setAsideId && setAsideId !== '');
    const countOf = (status: string): number => drawn.filter(({ row }) => row.status === status).length;
    return { held: countOf('held'), confirmed: countOf('confirmed'), released: countOf('released') };
  },
);
