import { Empty } from '../../web/design/states.tsx';
import { PageHead } from './page-head.tsx';

/** For a section whose pages are still to come. */
export function placeholderPage(name: string) {
  return () => (
    <div className="stack">
      <PageHead title={name} />
      <Empty title="Nothing is shown here yet">
        <p>Until it is, the API answers: see its documentation at the foot of the navigation.</p>
      </Empty>
    </div>
  );
}
