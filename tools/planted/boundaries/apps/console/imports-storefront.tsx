// breaks: pages
import { basket } from '../storefront/basket.ts';
export const kept = basket;
