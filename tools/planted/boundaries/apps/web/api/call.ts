import type { Money } from '../gen/http-types.ts';
export const call = (price: Money): Money => price;
