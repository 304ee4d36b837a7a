-- The code by which people join with a share link. Unlike the secret of the link it is kept readable, because the share
-- page shows it for as long as the link is active; a revoked link has none.
alter table share add column code text;

create unique index share_by_code on share (code);

-- A browser that was removed from a map: it can't join by this link again until it is allowed to.
create table removed_guest (
    hash       text    not null,
    share      text    not null references share (id) on delete cascade,
    workspace  text    not null references workspace (id),
    actor      text    not null references actor (id),
    removed_at integer not null,
    primary key (hash, share)
) without rowid;

create index guest_by_share on guest (share, created_at);
create index removed_guest_by_share on removed_guest (share, removed_at);
