import type { Module } from '../../platform/rpc/module.ts';
import { addItem } from './commands/add-item.ts';
import { changeItem } from './commands/change-item.ts';
import { checkOutCart } from './commands/check-out-cart.ts';
import { createCart } from './commands/create-cart.ts';
import { removeItem } from './commands/remove-item.ts';
import { reopenCart } from './commands/reopen-cart.ts';
import { cart } from './contract.ts';
import { getCarts } from './queries/get-carts.ts';
import { carts } from './tables.ts';

/** Carts: what shoppers have gathered. */
export function cartModule(): Module {
  return {
    name: 'cart',
    contract: cart,
    tables: [carts],
    commands: [createCart, addItem, changeItem, removeItem, checkOutCart, reopenCart],
    keyedQueries: [getCarts],
    sqlQueries: [],
  };
}
