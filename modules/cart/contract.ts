import { CartService } from '../../contracts/gen/cart/v1/cart_pb.ts';
import { contract } from '../../platform/rpc/contract.ts';

export const cart = contract(CartService, {}, { queries: ['getCarts'] });
