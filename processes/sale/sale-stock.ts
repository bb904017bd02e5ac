import { inventory } from '../../modules/inventory/contract.ts';
import { sale } from '../../modules/sale/contract.ts';
import { present } from '../../platform/kernel/assert.ts';
import type { Request } from '../../platform/rpc/contract.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import type { SaleTerms } from './door.ts';
import type { KnownSale } from './recent-sales.ts';

// A sale and its stock are in two modules. Whoever would sell of it sees to its stock first.

/** The stock of the sale, under the sale's id. */
export function setAsideFor(saleId: string, { sku, quantity }: Pick<SaleTerms, 'sku' | 'quantity'>) {
  return inventory.setAsideStock({ setAsideId: saleId, lines: [{ sku, quantity }], preferWarehouse: '' });
}

/** A host that died between the sale and its stock left a sale without: it is given its stock here. */
export async function hasStock(doors: Doors, { saleId, terms }: KnownSale): Promise<boolean> {
  const { setAsides } = await doors.call(inventory.getSetAsides({ setAsideIds: [saleId] }));
  if (setAsides[0] !== undefined) return setAsides[0].status === 'open';
  const placed = await doors.call(setAsideFor(saleId, present(terms, `terms of sale ${saleId}`)));
  return placed.kind === 'setAside';
}

/** Opens a sale whose time has come, or ends it where its stock is not there. */
export async function openInTime(doors: Doors, known: KnownSale): Promise<void> {
  const { saleId, steerings } = known;
  const isThere = await hasStock(doors, known);
  const what = isThere
    ? ({ action: 'open', why: 'its time has come' } as const)
    : ({ action: 'close', why: 'its stock is not there' } as const);
  await doors.call(sale.steerSale({ saleId, who: 'clock', ...what, ...oneTime(steerings) }));
}

/** Which steering of a sale it is to be, for whoever looks again and needs no answer: it counts for the sale as it was seen. */
export function oneTime(
  steerings: number,
): Pick<Request<typeof sale.steerSale>, 'steerings' | 'steeringId' | 'expectedVersion'> {
  return { steerings, steeringId: '', expectedVersion: 0 };
}
