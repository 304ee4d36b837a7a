-- Who may see what. Secrets are kept as hashes only. Instants are milliseconds since 1970; null in `expires_at` is never.

create table person (
    id         text    not null primary key,
    email      text    not null,
    -- As two spellings of one address are told to be the same: in lower case.
    email_key  text    not null unique,
    name       text    not null,
    -- Argon2id, with its parameters and salt; null for somebody who comes by a provider only.
    password   text,
    created_at integer not null
) without rowid;

-- A person at an OpenID Connect provider.
create table identity (
    issuer     text    not null,
    subject    text    not null,
    person     text    not null references person (id) on delete cascade,
    created_at integer not null,
    primary key (issuer, subject)
) without rowid;

create index identity_by_person on identity (person);

-- A member makes edits as an actor of their own in each workspace.
create table membership (
    workspace  text    not null references workspace (id),
    person     text    not null references person (id) on delete cascade,
    role       text    not null,
    actor      text    not null references actor (id),
    created_at integer not null,
    primary key (workspace, person)
) without rowid;

create index membership_by_person on membership (person);

create table session (
    hash       text    not null primary key,
    id         text    not null unique,
    person     text    not null references person (id) on delete cascade,
    -- In which workspace they are now.
    workspace  text    references workspace (id),
    browser    text    not null,
    created_at integer not null,
    seen_at    integer not null,
    expires_at integer not null,
    -- After a change of rights it gets a new secret; the one before is good for requests that are on their way.
    renew        integer not null default 0,
    former       text,
    former_until integer
) without rowid;

create index session_by_former on session (former);
create index session_by_person on session (person);

create table invite (
    id         text    not null primary key,
    workspace  text    not null references workspace (id),
    hash       text    not null unique,
    role       text    not null,
    note       text    not null,
    made_by    text    not null references actor (id),
    created_at integer not null,
    expires_at integer not null,
    used_at    integer
) without rowid;

create index invite_by_workspace on invite (workspace, created_at);

-- A link by which somebody sets a new password.
create table reset (
    hash       text    not null primary key,
    person     text    not null references person (id) on delete cascade,
    created_at integer not null,
    expires_at integer not null,
    used_at    integer
) without rowid;

-- A link to one map: to view it, to edit it, or to its picture alone.
create table share (
    id           text    not null primary key,
    workspace    text    not null references workspace (id),
    map          text    not null references map (id) on delete cascade,
    hash         text    not null unique,
    kind         text    not null,
    note         text    not null,
    made_by      text    not null references actor (id),
    created_at   integer not null,
    expires_at   integer,
    withdrawn_at integer
) without rowid;

create index share_by_map on share (workspace, map, created_at);

-- A browser that came by a link: the hash of its secret, and as whom it makes edits.
create table guest (
    hash       text    not null,
    share      text    not null references share (id) on delete cascade,
    workspace  text    not null references workspace (id),
    actor      text    not null references actor (id),
    created_at integer not null,
    primary key (hash, share)
) without rowid;

-- A program's key to one workspace, as one of its members; its id is that of its actor.
create table token (
    id         text    not null primary key references actor (id),
    workspace  text    not null references workspace (id),
    person     text    not null references person (id) on delete cascade,
    hash       text    not null unique,
    name       text    not null,
    role       text    not null,
    created_at integer not null,
    expires_at integer,
    revoked_at integer
) without rowid;

create index token_by_person on token (person, workspace);

-- A map that guests may look at only.
create table map_lock (
    map       text    not null primary key references map (id) on delete cascade,
    workspace text    not null references workspace (id),
    locked_at integer not null
) without rowid;

create table audit (
    id        text    not null primary key,
    workspace text    not null references workspace (id),
    at        integer not null,
    who       text    not null,
    kind      text    not null,
    about     text    not null,
    address   text    not null
) without rowid;

create index audit_by_workspace on audit (workspace, id);
