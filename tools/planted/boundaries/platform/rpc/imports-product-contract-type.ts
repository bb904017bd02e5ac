// breaks: platform-rpc
import type { Anything } from '../../contracts/gen/inventory.ts';
export type Kept = Anything;
