// breaks: web
import { basket } from '../../storefront/basket.ts';
export const kept = basket;
