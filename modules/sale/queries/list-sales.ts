import { sqlQuery } from '../../../platform/rpc/module.ts';
import { sale } from '../contract.ts';
import type { Sale, SaleTerms } from '../domain/sale.ts';
import { sales } from '../tables.ts';
import { BEFORE_ALL, pageSize } from './page-size.ts';

interface SaleRow {
  readonly sale_id: string;
  readonly terms: SaleTerms;
  readonly state: Sale['state'];
  readonly epoch: number;
  readonly claimed: number;
  readonly steerings: number;
  readonly version: number;
}

const SALES = `
  select sale_id, terms, state, epoch, claimed, steerings, version
  from sale.sales
  where sale_id > $1::uuid and ($2 = '' or state = $2)
  order by sale_id limit $3`;

export const listSales = sqlQuery(
  sale.listSales,
  async (reader, { afterSaleId, limit, state }) => {
    const size = pageSize(limit);
    const rows = await reader.query<SaleRow>(SALES, [afterSaleId === '' ? BEFORE_ALL : afterSaleId, state, size + 1]);
    const listed = rows.slice(0, size).map(({ sale_id: saleId, ...row }) => ({ saleId, ...row }));
    return { sales: listed, more: rows.length > size };
  },
  async (rows, { afterSaleId, limit, state }) => {
    const size = pageSize(limit);
    const found = rows(sales)
      .map(({ row: { steeredBy: _, ...row }, version }) => ({ ...row, version }))
      .filter((row) => row.saleId > afterSaleId && (state === '' || row.state === state));
    return { sales: found.slice(0, size), more: found.length > size };
  },
);
