-- The catalogue of the landing: what is known of feeds, entries, pages and hosts. The bytes themselves are WARC files.
CREATE SCHEMA landing;

CREATE TABLE landing.feeds (
  feed_url       text PRIMARY KEY,
  outlet         text NOT NULL,
  etag           text NOT NULL DEFAULT '',
  last_modified  text NOT NULL DEFAULT '',
  body_hash      text NOT NULL DEFAULT '',
  interval_s     double precision NOT NULL,
  next_poll_at   timestamptz NOT NULL,
  last_poll_at   timestamptz,
  last_ok_at     timestamptz,
  last_result    text NOT NULL DEFAULT '',   -- ok, not_modified, same_body, or the name of the failure
  last_message   text NOT NULL DEFAULT '',
  last_new       integer NOT NULL DEFAULT 0,
  last_seen      integer NOT NULL DEFAULT 0,
  failures       double precision NOT NULL DEFAULT 0, -- weighted: hard 1, soft 0.5, temporary 0.25
  polls          integer NOT NULL DEFAULT 0
);

CREATE TABLE landing.entries (
  url_key       text PRIMARY KEY,
  article_id    text NOT NULL UNIQUE,
  url           text NOT NULL,
  outlet        text NOT NULL,
  day           date NOT NULL,
  source        text NOT NULL CHECK (source IN ('feed', 'archive')),
  source_url    text NOT NULL,
  title         text NOT NULL DEFAULT '',
  summary       text NOT NULL DEFAULT '',
  section       text NOT NULL DEFAULT '',
  published_at  timestamptz,
  updated_at    timestamptz,
  raw_date      text NOT NULL DEFAULT '',
  time_flag     text NOT NULL DEFAULT '',
  first_seen_at timestamptz NOT NULL DEFAULT now(),
  state         text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'landed', 'failed', 'blocked')),
  reason        text NOT NULL DEFAULT '',
  attempts      integer NOT NULL DEFAULT 0,
  next_try_at   timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX entries_day ON landing.entries (day, outlet);
CREATE INDEX entries_pending ON landing.entries (next_try_at) WHERE state = 'pending';

CREATE TABLE landing.sightings (  -- the same URL announced by several feeds or archive pages
  url_key    text NOT NULL REFERENCES landing.entries ON DELETE CASCADE,
  source_url text NOT NULL,
  PRIMARY KEY (url_key, source_url)
);

CREATE TABLE landing.pages (
  url_key      text NOT NULL REFERENCES landing.entries ON DELETE CASCADE,
  fetched_at   timestamptz NOT NULL,
  url          text NOT NULL,
  final_url    text NOT NULL,
  status       integer NOT NULL,
  content_type text NOT NULL,
  digest       text NOT NULL,
  size         bigint NOT NULL,
  warc_file    text NOT NULL,
  warc_offset  bigint NOT NULL,
  PRIMARY KEY (url_key, fetched_at)
);

CREATE TABLE landing.hosts (  -- politeness shared by every process
  host           text PRIMARY KEY,
  next_start_at  timestamptz NOT NULL DEFAULT '-infinity',
  cooldown_until timestamptz NOT NULL DEFAULT '-infinity',
  cooldown_reason text NOT NULL DEFAULT '',    -- the kind of failure the host rests after
  robots_until   timestamptz NOT NULL DEFAULT '-infinity', -- when robots.txt is asked for again
  robots_status  integer,                      -- 0: could not be read; NULL: never asked
  robots_body    text NOT NULL DEFAULT ''      -- the last one that could be read
);

CREATE TABLE landing.archive_reads (  -- dated index pages listed for a past day
  outlet  text NOT NULL,
  day     date NOT NULL,
  read_at timestamptz NOT NULL,
  result  text NOT NULL,
  message text NOT NULL DEFAULT '',
  pages   integer NOT NULL,
  listed  integer NOT NULL,
  PRIMARY KEY (outlet, day)
);
