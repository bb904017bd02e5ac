import { describe, expect, it } from 'vitest';
import { UnderWay } from './under-way.ts';

/** Checkouts that begin at once and end when they are told to. */
class Checkouts {
  readonly begun: number[] = [];
  readonly #ends = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();

  readonly underWay: UnderWay;

  constructor(underWay: UnderWay) {
    this.underWay = underWay;
  }

  begin(number: number): Promise<number> {
    return this.underWay.begin(
      async () => {
        this.begun.push(number);
        return number;
      },
      () => new Promise<void>((resolve, reject) => this.#ends.set(number, { resolve, reject })),
    );
  }

  async end(number: number, error?: Error): Promise<void> {
    const end = this.#ends.get(number);
    if (error === undefined) end?.resolve();
    else end?.reject(error);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('checkouts under way', () => {
  it('are so many and no more, and the next begins when one has ended, in the order of asking', async () => {
    const checkouts = new Checkouts(new UnderWay(2));
    const answers = [1, 2, 3, 4].map((number) => checkouts.begin(number));
    expect(await Promise.all(answers.slice(0, 2))).toEqual([1, 2]);
    expect(checkouts.begun).toEqual([1, 2]);
    await checkouts.end(2);
    expect(await answers[2]).toBe(3);
    expect(checkouts.begun).toEqual([1, 2, 3]);
    await checkouts.end(1);
    expect(await answers[3]).toBe(4);
    await checkouts.end(3);
    await checkouts.end(4);
    expect(await checkouts.begin(5)).toBe(5);
  });

  it('leave when they could not be begun, and when nobody can tell how they ended', async () => {
    const checkouts = new Checkouts(new UnderWay(1));
    const refused = checkouts.underWay.begin(
      async () => Promise.reject(new Error('overloaded')),
      async () => undefined,
    );
    await expect(refused).rejects.toThrow('overloaded');
    await checkouts.begin(1);
    const second = checkouts.begin(2);
    await checkouts.end(1, new Error('the database is away'));
    expect(await second).toBe(2);
  });
});
