// breaks: gateway
import type { Anything } from '../processes/checkout/checkout.saga.ts';
export type Kept = Anything;
