import type { ReactNode } from 'react';
import { PageTitle } from '../../web/router/router.tsx';

export function Title({ children }: { readonly children: ReactNode }) {
  return <PageTitle of="Holdfast console">{children}</PageTitle>;
}
