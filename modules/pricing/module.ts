import type { Module } from '../../platform/rpc/module.ts';
import { setPrice } from './commands/set-price.ts';
import { pricing } from './contract.ts';
import { checkPrices } from './queries/check-prices.ts';
import { getPrices } from './queries/get-prices.ts';
import { prices } from './tables.ts';

/** Pricing: what things cost, and whether a price still holds. */
export function pricingModule(): Module {
  return {
    name: 'pricing',
    contract: pricing,
    tables: [prices],
    commands: [setPrice],
    keyedQueries: [getPrices, checkPrices],
    sqlQueries: [],
  };
}
