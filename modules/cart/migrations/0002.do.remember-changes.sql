-- The ids of a cart's last changes, oldest first: one whose answer was lost is sent again, and must not be made twice.
alter table carts add column changed_by jsonb not null default '[]';
