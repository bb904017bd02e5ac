import { Router } from '../web/router/router.tsx';
import { ROUTES } from './routes.ts';
import { NotFoundPage } from './shell/not-found-page.tsx';
import { Shell } from './shell/shell.tsx';

export function Console() {
  return (
    <Shell>
      <Router routes={ROUTES} nowhere={<NotFoundPage />} />
    </Shell>
  );
}
