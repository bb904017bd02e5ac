import type { WaitingRoomTerms } from '../../processes/sale/door.ts';
import type { Generator } from '../world/generator.ts';

// The flash sale of a seed: what is sold, to whom, for how long, and what stands before it.

/** `server`: one that all hosts share, as Redis. `memory`: in the only host's own. `none`: the ledger decides alone. */
export type GateKind = 'server' | 'memory' | 'none';

export interface SalePlan {
  readonly saleId: string;
  readonly quantity: number;
  readonly perCustomerLimit: number;
  /** Requests of one customer that are accepted in a second. */
  readonly rateRequests: number;
  /** From when people come. */
  readonly startsAfterMs: number;
  readonly lastsMs: number;
  readonly gateKind: GateKind;
  /** Undefined where everybody may order at once. */
  readonly waitingRoom: WaitingRoomTerms | undefined;
  /** Checkouts of the sale that run at once on a host: few enough for the others to wait. */
  readonly mostUnderWay: number;
}

/** Of the seeds that have one: the others show the shop by itself, and cost less. */
const SHARE = 0.36;
/** Of the sales. */
const ROOM_SHARE = 0.4;
const SALE_ID = '00000000-0000-7000-8000-0000000005a1';
const HOUR_MS = 3_600_000;

export function planSale(generator: Generator, hosts: number): SalePlan | undefined {
  if (!generator.chance(SHARE)) return undefined;
  return {
    saleId: SALE_ID,
    quantity: generator.between(2, 12),
    perCustomerLimit: generator.between(1, 3),
    rateRequests: generator.pick([3, 1_000]),
    startsAfterMs: generator.between(0, 1_000),
    lastsMs: generator.chance(0.15) ? generator.between(5_000, 30_000) : HOUR_MS,
    gateKind: gateKindFor(generator, hosts),
    waitingRoom: generator.chance(ROOM_SHARE) ? roomFor(generator) : undefined,
    mostUnderWay: generator.between(1, 8),
  };
}

function roomFor(generator: Generator): WaitingRoomTerms {
  return { draw: generator.pick(['arrival', 'fair']), turnMs: generator.pick([2_000, 15_000]) };
}

/** As apps/host chooses: several hosts have none in memory. */
function gateKindFor(generator: Generator, hosts: number): GateKind {
  if (generator.chance(0.85)) return 'server';
  return hosts === 1 ? 'memory' : 'none';
}
