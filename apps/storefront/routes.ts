import type { Route } from '../web/router/router.tsx';
import { CataloguePage } from './catalogue/catalogue-page.tsx';

/** Where each page is. The gateway serves the storefront at / and below /shop, where the API has no paths. */
export const ROUTES: readonly Route[] = [
  { path: '/', page: CataloguePage },
  { path: '/shop', page: CataloguePage },
];
