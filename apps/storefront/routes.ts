import type { Route } from '../web/router/router.tsx';
import { CartPage } from './cart/cart-page.tsx';
import { CataloguePage } from './catalogue/catalogue-page.tsx';
import { CheckoutPage } from './checkout/checkout-page.tsx';
import { HistoryPage } from './orders/history-page.tsx';
import { OrderPage } from './orders/order-page.tsx';
import { ProductPage } from './product/product-page.tsx';
import { SalePage } from './sales/sale-page.tsx';
import { SalesPage } from './sales/sales-page.tsx';

/** Where each page is. The gateway serves the storefront at / and below /shop, where the API has no paths. */
export const ROUTES: readonly Route[] = [
  { path: '/', page: CataloguePage },
  { path: '/shop', page: CataloguePage },
  { path: '/shop/products/:id', page: ProductPage },
  { path: '/shop/cart', page: CartPage },
  { path: '/shop/checkout', page: CheckoutPage },
  { path: '/shop/orders', page: HistoryPage },
  { path: '/shop/orders/:id', page: OrderPage },
  { path: '/shop/sales', page: SalesPage },
  { path: '/shop/sales/:id', page: SalePage },
];
