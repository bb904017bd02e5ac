import { commitmentTo } from '../../platform/tokens/commitment.ts';
import type { RoomView } from '../../processes/sale/door.ts';
import type { App, Gateway } from '../dependencies.ts';
import { notFound } from '../problem.ts';
import { IdParams } from '../schemas/building-blocks.ts';
import { type DrawCheckDocument, DrawCheckRef } from '../schemas/sales.ts';
import { existingRoom } from './sale-tickets.ts';

/** Of more than so many not every place is looked at in one answer: anybody can do so with the seed. */
const MOST_CHECKED = 20_000;
const SAMPLE = 400;
/** Draws that are remembered once they were checked; of more the oldest is forgotten. */
const MOST_REMEMBERED = 100;

export function saleDrawRoutes(app: App, gateway: Gateway): void {
  const checked = new CheckedDraws();
  app.get(
    '/sales/:id/waiting-room/draw',
    {
      schema: {
        operationId: 'checkDraw',
        summary: 'Check the draw of a waiting room',
        description: 'Whether the seed is the one that was announced, and who was put where by it.',
        tags: ['Sales'],
        params: IdParams,
        response: { 200: DrawCheckRef },
      },
      config: { problems: ['not_found'] },
    },
    async (request) => {
      const room = await existingRoom(gateway, request.params.id);
      if (room.seedHash === undefined) throw notFound('draw of sale', room.saleId);
      return checked.of(room, room.seedHash);
    },
  );
}

/** A draw that was made stays as it is: it is checked once, whoever asks. */
class CheckedDraws {
  readonly #checks = new Map<string, DrawCheckDocument>();

  of(room: RoomView, seedHash: string): DrawCheckDocument {
    const { saleId, drawn, seed, early } = room;
    if (!drawn || seed === undefined) return drawCheck(room, seedHash);
    const draw = JSON.stringify([saleId, seedHash, seed, early]);
    const known = this.#checks.get(draw);
    if (known !== undefined) return known;
    const check = drawCheck(room, seedHash);
    this.#checks.set(draw, check);
    for (const [oldest] of this.#checks) {
      if (this.#checks.size <= MOST_REMEMBERED) break;
      this.#checks.delete(oldest);
    }
    return check;
  }
}

function drawCheck(room: RoomView, seedHash: string): DrawCheckDocument {
  const { early, seed, drawn, positionOf } = room;
  if (!drawn || seed === undefined) {
    return { early, seed_hash: seedHash, seed: null, seed_matches: null, every_place_once: null, sample: [] };
  }
  const step = Math.max(1, Math.ceil(early / SAMPLE));
  const sampled = Array.from({ length: Math.ceil(early / step) }, (_, index) => index * step);
  return {
    early,
    seed_hash: seedHash,
    seed,
    seed_matches: commitmentTo(seed) === seedHash,
    every_place_once: early > MOST_CHECKED ? null : isPermutation(early, positionOf),
    sample: sampled.map((sequence) => ({ sequence: sequence + 1, position: (positionOf(sequence) ?? sequence) + 1 })),
  };
}

function isPermutation(size: number, positionOf: (sequence: number) => number | undefined): boolean {
  const taken = new Set<number>();
  for (let sequence = 0; sequence < size; sequence++) {
    const position = positionOf(sequence);
    if (position !== undefined && position >= 0 && position < size) taken.add(position);
  }
  return taken.size === size;
}
