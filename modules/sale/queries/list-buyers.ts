import { sqlQuery } from '../../../platform/rpc/module.ts';
import { sale } from '../contract.ts';
import { buyers } from '../tables.ts';
import { pageSize } from './page-size.ts';

interface BuyerRow {
  readonly customer_id: string;
  readonly units: number;
}

const BUYERS = `
  select customer_id, units from sale.buyers
  where sale_id = $1 and customer_id > $2
  order by customer_id limit $3`;

export const listBuyers = sqlQuery(
  sale.listBuyers,
  async (reader, { saleId, afterCustomerId, limit }) => {
    const size = pageSize(limit);
    const rows = await reader.query<BuyerRow>(BUYERS, [saleId, afterCustomerId, size + 1]);
    const listed = rows.slice(0, size).map((row) => ({ customerId: row.customer_id, units: row.units }));
    return { buyers: listed, more: rows.length > size };
  },
  async (rows, { saleId, afterCustomerId, limit }) => {
    const size = pageSize(limit);
    const found = rows(buyers)
      .map(({ row }) => row)
      .filter((row) => row.saleId === saleId && row.customerId > afterCustomerId);
    const listed = found.slice(0, size).map(({ customerId, units }) => ({ customerId, units }));
    return { buyers: listed, more: found.length > size };
  },
);
