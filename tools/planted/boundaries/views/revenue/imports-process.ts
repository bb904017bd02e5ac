// breaks: view
import type { Anything } from '../../processes/checkout/door.ts';
export type Kept = Anything;
