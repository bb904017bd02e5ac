-- Transitions that were written together with the one of the row, in order. Their sequence numbers follow on its own.
alter table saga_log add column more jsonb;
