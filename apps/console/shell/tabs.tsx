import './tabs.css';
import { Link, useLocation } from '../../web/router/router.tsx';
import { useCurrentInSight } from './use-current-in-sight.ts';

interface TabsProps {
  /** What they divide, for screen readers: "Stock". */
  readonly label: string;
  readonly tabs: readonly { readonly name: string; readonly path: string }[];
}

/** The pages of a section that stand beside each other. Each has an address of its own. */
export function Tabs({ label, tabs }: TabsProps) {
  const { path } = useLocation();
  const row = useCurrentInSight(path);
  return (
    <nav ref={row} className="tabs" aria-label={label}>
      {tabs.map((tab) => (
        <Link key={tab.path} to={tab.path} className="tab" aria-current={tab.path === path ? 'page' : undefined}>
          {tab.name}
        </Link>
      ))}
    </nav>
  );
}
