-- Stories: which articles are copies of which, and the families they make; edits of an article after it was first read.
-- All of it is a function of the stored articles (and of what was landed), so no order of loading leaves a trace.

ALTER TABLE article_rows ADD COLUMN content_digest text NOT NULL DEFAULT '';
COMMENT ON COLUMN article_rows.content_digest IS 'Hash of title, text, outlet, time and day: what the article was compared by. Loads know by it which pairs still hold.';

CREATE INDEX article_rows_copy_of ON article_rows (copy_of) WHERE copy_of IS NOT NULL; -- stories reach a copy from its original

CREATE TABLE article_pairs (
  first_id      text NOT NULL,
  later_id      text NOT NULL,
  first_content text NOT NULL,
  later_content text NOT NULL,
  kind          text NOT NULL CHECK (kind IN ('copy', 'edited_copy', 'same_event')),
  similarity    real NOT NULL,
  delay_minutes integer,
  cut           integer[] NOT NULL,
  added         integer[] NOT NULL,
  version       text NOT NULL,
  PRIMARY KEY (first_id, later_id)
);
CREATE INDEX article_pairs_later ON article_pairs (later_id);
COMMENT ON TABLE article_pairs IS 'Two articles at most seven days apart that tell the same: found by their signatures, confirmed by their texts.';
COMMENT ON COLUMN article_pairs.first_id IS 'Article published first (unknown times last, then by id).';
COMMENT ON COLUMN article_pairs.later_id IS 'Article published later.';
COMMENT ON COLUMN article_pairs.first_content IS 'content_digest of the first as it was compared.';
COMMENT ON COLUMN article_pairs.later_content IS 'content_digest of the later as it was compared.';
COMMENT ON COLUMN article_pairs.kind IS 'copy, edited_copy (parts cut, added or rewritten) or same_event (own words about one event; makes no story).';
COMMENT ON COLUMN article_pairs.similarity IS 'How alike the texts are, 0 to 1.';
COMMENT ON COLUMN article_pairs.delay_minutes IS 'Minutes from the first to the later; null when a time is unknown.';
COMMENT ON COLUMN article_pairs.cut IS 'Paragraphs of the first, numbered from 0, that the later has not.';
COMMENT ON COLUMN article_pairs.added IS 'Paragraphs of the later, numbered from 0, that the first has not.';
COMMENT ON COLUMN article_pairs.version IS 'Version of the comparison.';

CREATE TABLE story_rows (
  story_id     text PRIMARY KEY,
  day          date NOT NULL,
  title        text NOT NULL,
  first_outlet text NOT NULL,
  wire_source  text NOT NULL,
  members      integer NOT NULL,
  outlets      text[] NOT NULL,
  first_at     timestamptz,
  last_at      timestamptz,
  cohesion     real NOT NULL,
  guard        text NOT NULL
);
CREATE INDEX story_rows_day ON story_rows (day);

CREATE TABLE story_members (
  article_id    text PRIMARY KEY,
  story_id      text NOT NULL REFERENCES story_rows ON DELETE CASCADE,
  kind          text NOT NULL CHECK (kind IN ('first', 'copy', 'edited_copy', 'same_url')),
  similarity    real,
  delay_minutes integer,
  source_id     text NOT NULL
);
CREATE INDEX story_members_story ON story_members (story_id);

CREATE VIEW stories AS
SELECT s.story_id, s.day, s.title, s.first_outlet, s.wire_source, s.members, s.outlets,
       ARRAY(SELECT DISTINCT o.owner_group FROM outlets o WHERE o.outlet = ANY(s.outlets) AND o.owner_group <> '' ORDER BY 1) AS owner_groups,
       s.first_at, s.last_at, s.cohesion, s.guard
FROM story_rows s;

COMMENT ON TABLE story_rows IS 'Families of copies. Read `stories`, which adds the owner groups.';
COMMENT ON VIEW stories IS 'Families of copies: two or more articles of which each is a copy of another, over days and outlets.';
COMMENT ON COLUMN story_rows.story_id IS 'article_id of the earliest article.';
COMMENT ON COLUMN story_rows.day IS 'WIB day of the earliest article.';
COMMENT ON COLUMN story_rows.title IS 'Headline of the earliest article.';
COMMENT ON COLUMN story_rows.first_outlet IS 'Outlet of the earliest article: who reported first, as far as what is loaded tells.';
COMMENT ON COLUMN story_rows.wire_source IS 'Agency most members credit; empty when none does.';
COMMENT ON COLUMN story_rows.members IS 'Articles in the family, the first included.';
COMMENT ON COLUMN story_rows.outlets IS 'Outlets of the family, in the order they published.';
COMMENT ON COLUMN story_rows.first_at IS 'Earliest known publication.';
COMMENT ON COLUMN story_rows.last_at IS 'Latest known publication.';
COMMENT ON COLUMN story_rows.cohesion IS 'Share of all pairs of members that are copies of each other, 0 to 1; 1: everybody has the same text.';
COMMENT ON COLUMN story_rows.guard IS 'Empty; split: a chain of copies joined this family to another and was cut.';
COMMENT ON COLUMN stories.owner_groups IS 'Media groups of those outlets, as of the last load of the catalogue.';

COMMENT ON TABLE story_members IS 'Articles of each story. A second address of an article in the same outlet is the same article and no member.';
COMMENT ON COLUMN story_members.article_id IS 'Article.';
COMMENT ON COLUMN story_members.story_id IS 'Story it belongs to; one at most.';
COMMENT ON COLUMN story_members.kind IS 'first; else what it is to the first: copy, edited_copy, same_url (names the other''s address as its own). Where only a chain leads to the first: what it is to source_id.';
COMMENT ON COLUMN story_members.similarity IS 'How alike it and the first are, 0 to 1; null for the first, and where only a chain leads there.';
COMMENT ON COLUMN story_members.delay_minutes IS 'Minutes after the first; null when a time is unknown.';
COMMENT ON COLUMN story_members.source_id IS 'The earlier member it is closest to: whom it most likely copied; itself for the first.';

CREATE TABLE article_revisions (
  article_id   text NOT NULL REFERENCES article_rows ON DELETE CASCADE,
  revision     integer NOT NULL CHECK (revision > 0),
  seen_at      timestamptz NOT NULL,
  title_before text NOT NULL,
  title        text NOT NULL,
  cut          text[] NOT NULL,
  added        text[] NOT NULL,
  words        integer NOT NULL,
  digest       text NOT NULL,
  PRIMARY KEY (article_id, revision)
);
COMMENT ON TABLE article_revisions IS 'Edits: an address fetched again with another headline or text. `articles` serves the newest.';
COMMENT ON COLUMN article_revisions.article_id IS 'Article.';
COMMENT ON COLUMN article_revisions.revision IS 'Number of the edit, from 1, in the order the pages were fetched.';
COMMENT ON COLUMN article_revisions.seen_at IS 'When the page with the edit was fetched: the edit itself is older.';
COMMENT ON COLUMN article_revisions.title_before IS 'Headline before.';
COMMENT ON COLUMN article_revisions.title IS 'Headline since.';
COMMENT ON COLUMN article_revisions.cut IS 'Paragraphs that were in the clean text before and are no more.';
COMMENT ON COLUMN article_revisions.added IS 'Paragraphs that are new in the clean text.';
COMMENT ON COLUMN article_revisions.words IS 'Words of the clean text since.';
COMMENT ON COLUMN article_revisions.digest IS 'Hash of the page with the edit, in the landing.';

DO $$  -- the view shows the columns of its table: give them the same words
DECLARE col record;
BEGIN
  FOR col IN SELECT attname, col_description(attrelid, attnum) AS words FROM pg_attribute
             WHERE attrelid = 'story_rows'::regclass AND attnum > 0 AND NOT attisdropped LOOP
    EXECUTE format('COMMENT ON COLUMN stories.%I IS %L', col.attname, col.words);
  END LOOP;
END $$;
