// breaks: platform
import type { Anything } from '../../modules/order/domain/order.ts';
export type Kept = Anything;
