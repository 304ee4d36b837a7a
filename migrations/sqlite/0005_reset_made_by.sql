-- Who made a link for a new password: a person, or `machine` for whoever runs the server. It is good only as long as they
-- may make it; links of a program that did not say who made them are good no more.
alter table reset add column made_by text;

-- Where accounts have begun, a program that knows nothing of them must not serve the maps to everybody.
update meta set value = '4' where key = 'oldest_schema' and cast(value as integer) < 4
    and exists (select 1 from person);
