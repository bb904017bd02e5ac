import type { Module } from '../../platform/rpc/module.ts';
import { beginEpoch } from './commands/begin-epoch.ts';
import { claimUnits } from './commands/claim-units.ts';
import { returnUnits } from './commands/return-units.ts';
import { scheduleSale } from './commands/schedule-sale.ts';
import { steerSale } from './commands/steer-sale.ts';
import { sale } from './contract.ts';
import { getClaims } from './queries/get-claims.ts';
import { getSales } from './queries/get-sales.ts';
import { listClaims } from './queries/list-claims.ts';
import { listSales } from './queries/list-sales.ts';
import { buyers, claims, sales } from './tables.ts';

export function saleModule(): Module {
  return {
    name: 'sale',
    contract: sale,
    // Claims before sales: whoever returns units learns from the claim which sale it is.
    tables: [claims, sales, buyers],
    commands: [scheduleSale, steerSale, beginEpoch, claimUnits, returnUnits],
    keyedQueries: [getSales, getClaims],
    sqlQueries: [listSales, listClaims],
  };
}
