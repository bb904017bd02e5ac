import { useEffect, useState } from 'react';
import { navigate, useLocation } from '../../web/router/router.tsx';
import { cataloguePath, readView } from '../catalogue/catalogue-view.ts';

export function SearchForm() {
  const { query } = useLocation();
  const { search } = readView(query);
  const [text, setText] = useState(search);
  // The field says what is searched for, whoever asked for it: a link, or the way back.
  useEffect(() => setText(search), [search]);
  return (
    <search className="shell-search">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          navigate(cataloguePath({ search: text.trim(), category: '', cursor: '', page: 1 }));
        }}
      >
        <input
          className="input"
          type="search"
          name="search"
          aria-label="Search"
          placeholder="Search"
          maxLength={200}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </form>
    </search>
  );
}
