import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AgedMap } from './aged-map.ts';

type Step = { readonly kind: 'renew' | 'delete'; readonly key: number } | { readonly kind: 'let go' };

const anyKey = fc.nat(5);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constantFrom('renew' as const, 'delete' as const), key: anyKey }),
  fc.record({ kind: fc.constant('let go' as const) }),
);

describe('an aged map', () => {
  it('names the entry that was renewed longest ago, whatever was done to it', () => {
    fc.assert(
      fc.property(
        fc.array(anyStep, { maxLength: 40 }),
        fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
        (steps, looks) => {
          const map = new AgedMap<number, string>();
          // Oldest first.
          let model: (readonly [number, string])[] = [];
          for (const [index, step] of steps.entries()) {
            const key = step.kind === 'let go' ? map.oldest()?.[0] : step.key;
            if (key === undefined) continue;
            model = model.filter(([other]) => other !== key);
            if (step.kind === 'renew') {
              map.renew(key, `value ${index}`);
              model.push([key, `value ${index}`]);
            } else map.delete(key);
            if (looks[index]) expect(map.oldest()).toEqual(model[0]);
            expect(map.size).toBe(model.length);
            expect(map.get(key)).toBe(model.find(([other]) => other === key)?.[1]);
            expect(map.has(key)).toBe(step.kind === 'renew');
          }
          expect(map.oldest()).toEqual(model[0]);
        },
      ),
    );
  });
});
