import { drawnPosition } from '../../../../../platform/kernel/fair-draw.ts';
import { commitmentTo } from '../../../../../platform/tokens/commitment.ts';
import { type Account, byCustomer, type Check, ofSale, orderOf } from '../account.ts';
import type { Place } from '../journal.ts';

// Whether the waiting room kept its word: a place is good for one order of the one who has it, and the order of the
// places is the one that the shop had bound itself to.

export const oneOrderATicket: Check = {
  name: 'one-order-a-ticket',
  detail: ({ journal }) => `Looked at the orders of ${journal.places.length} people who had a place`,
  violations: (account) => {
    if (account.plan.waitingRoom === undefined) return [];
    const twice = [...byCustomer(ofSale(account))].flatMap(([customerId, asked]) => {
      const orders = new Set(asked.map(orderOf).filter((id) => id !== undefined));
      return orders.size > 1 ? [`${customerId} ordered ${orders.size} times with one ticket`] : [];
    });
    const forgers = ofSale(account).filter(({ manner }) => manner === 'forger');
    const letIn = forgers.filter((asked) => orderOf(asked) !== undefined);
    return [...twice, ...letIn.map(({ key }) => `${key} was accepted with a forged ticket`)];
  },
};

interface Told {
  readonly customerId: string;
  readonly sequence: number;
  readonly position: number;
}

export const drawIsAsCommitted: Check = {
  name: 'draw-is-as-committed',
  detail: (account) => `Drew ${told(account).length} places again, by the seed that was told afterwards`,
  violations: (account) => {
    const { draw } = account;
    if (draw === undefined) return [];
    const places = told(account);
    return [...seedDiffers(account), ...shared(places), ...misplaced(places, draw.early, draw.seed ?? '')];
  },
};

function seedDiffers({ draw, plan }: Account): readonly string[] {
  if (draw === undefined || plan.waitingRoom !== 'fair') return [];
  if (draw.seed === null || draw.seedHash === null) return ['the seed of the draw was not told'];
  return commitmentTo(draw.seed) === draw.seedHash
    ? []
    : ['the seed of the draw is not the one that the shop had bound itself to'];
}

function shared(places: readonly Told[]): readonly string[] {
  const owners = new Map<number, string>();
  return places.flatMap(({ customerId, position }) => {
    const owner = owners.get(position) ?? customerId;
    owners.set(position, owner);
    return owner === customerId ? [] : [`${customerId} and ${owner} both stand at ${position}`];
  });
}

function misplaced(places: readonly Told[], early: number, seed: string): readonly string[] {
  return places.flatMap(({ customerId, sequence, position }) => {
    const drawn = drawnPosition(sequence - 1, early, seed) + 1;
    return position === drawn ? [] : [`${customerId} stands at ${position}, the draw says ${drawn}`];
  });
}

/** Who was told a place, and which. Before the draw there is none to be told. */
function told({ journal }: Account): readonly Told[] {
  return journal.places.flatMap(lastPlace);
}

function lastPlace({ customerId, attempts }: Place): readonly Told[] {
  const last = attempts.findLast(({ status }) => status === 201);
  if (last === undefined) return [];
  const { sequence, position } = JSON.parse(last.text) as { sequence: number; position: number | null };
  return position === null ? [] : [{ customerId, sequence, position }];
}
