-- What happened to wallets before their events were kept for the views is told now, in each wallet's own order. What has
-- been told, by wallet and version, is left out, so a second run tells nothing. No wallet moves meanwhile.
lock table event_streams in share row exclusive mode;

create temporary table told on commit drop as
  select event ->> 1 as wallet_id, (event -> 3 ->> 'walletVersion')::int as wallet_version
  from view_feed, jsonb_array_elements(events::jsonb) event
  where event ->> 0 like 'wallet.v1.%';

analyze told;

insert into view_feed (record_id, events)
with moved as (
  select
    stream_id, stream_version, type, data, at,
    coalesce((data ->> 'amountMinor')::int8, 0)
      * case when type in ('CreditDeposited', 'CreditReturned') then 1 else -1 end as amount_minor
  from events
), happened as (
  select
    moved.*,
    opened.data as owner,
    (sum(amount_minor) over (partition by stream_id order by moved.stream_version))::int8 as balance_minor
  from moved
  join events opened using (stream_id)
  where opened.stream_version = 1
), untold as (
  select *, (row_number() over (order by stream_id, stream_version) - 1) / 64 as record
  from happened
  where not exists (select from told where wallet_id = stream_id and wallet_version = stream_version)
), line as (
  select
    record, stream_id, stream_version,
    jsonb_build_array(
      case type
        when 'WalletOpened' then 'wallet.v1.WalletOpened'
        when 'WalletClosed' then 'wallet.v1.WalletClosed'
        when 'WalletReopened' then 'wallet.v1.WalletReopened'
        else 'wallet.v1.BalanceChanged'
      end,
      stream_id,
      (extract(epoch from at) * 1000)::int8,
      jsonb_build_object('walletId', stream_id, 'walletVersion', stream_version)
        || case
          when type = 'WalletOpened' then owner
          when type in ('WalletClosed', 'WalletReopened') then '{}'
          else owner || jsonb_build_object(
            'kind', case type
              when 'CreditDeposited' then 'deposited'
              when 'CreditWithdrawn' then 'withdrawn'
              when 'CreditTaken' then 'taken'
              else 'returned'
            end,
            'amountMinor', amount_minor,
            'balanceMinor', balance_minor,
            'reference', coalesce(data ->> 'movementId', data ->> 'creditId', ''),
            'reason', coalesce(data ->> 'reason', '')
          )
        end
    ) as event
  from untold
)
select gen_random_uuid(), '[' || string_agg(event::text, ',' order by stream_id, stream_version) || ']'
from line
group by record
order by record;

drop table told;
