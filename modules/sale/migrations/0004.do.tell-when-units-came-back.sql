-- An order that gave its units back before it was placed has an end, and its customer is told when that was.
alter table claims add column returned_at timestamptz;
