import { sqlQuery } from '../../../platform/rpc/module.ts';
import { sale } from '../contract.ts';
import { claims } from '../tables.ts';

interface Counted {
  readonly status: string;
  readonly orders: number;
  readonly units: number;
}

const COUNTED = `
  select status, count(*)::int4 as orders, sum(quantity)::int8 as units
  from sale.claims where sale_id = $1 group by status`;

export const countClaims = sqlQuery(
  sale.countClaims,
  async (reader, { saleId }) => answerOf(await reader.query<Counted>(COUNTED, [saleId])),
  async (rows, { saleId }) => {
    const found = rows(claims).filter(({ row }) => row.saleId === saleId);
    const counted = ['claimed', 'returned'].map((status) => {
      const those = found.filter(({ row }) => row.status === status);
      return { status, orders: those.length, units: those.reduce((sum, { row }) => sum + row.quantity, 0) };
    });
    return answerOf(counted);
  },
);

function answerOf(counted: readonly Counted[]) {
  const of = (wanted: string) => counted.find(({ status }) => status === wanted);
  return {
    claimedOrders: of('claimed')?.orders ?? 0,
    claimedUnits: of('claimed')?.units ?? 0,
    returnedOrders: of('returned')?.orders ?? 0,
    returnedUnits: of('returned')?.units ?? 0,
  };
}
