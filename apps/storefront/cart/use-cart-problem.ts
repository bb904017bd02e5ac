import { useEffect, useState } from 'react';
import { whenAnswered } from '../checkout/open-order.ts';
import { problemSentence } from '../sentences/problem-sentence.ts';
import { CartIsBeingOrdered } from './cart-store.ts';

/**
 * Why a change of the cart came to nothing, as a sentence, and how that is said. That the cart is being ordered is said for
 * as long as it is: another window may hear of it.
 */
export function useCartProblem(): readonly [problem: string | undefined, tell: (error: unknown) => void] {
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    if (error instanceof CartIsBeingOrdered) return whenAnswered(() => setError(undefined));
  }, [error]);
  return [error === undefined ? undefined : problemSentence(error), setError];
}
