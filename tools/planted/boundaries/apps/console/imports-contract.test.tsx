// breaks: pages-tests
import { inventory } from '../../modules/inventory/contract.ts';
export const kept = inventory;
