-- An operator may let one article through the rules that refused it. Who did and why stays here for good.
CREATE TABLE article_releases (
  release_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  article_id  text NOT NULL,
  day         date NOT NULL,
  outlet      text NOT NULL,
  url         text NOT NULL,
  title       text NOT NULL,
  rules       text[] NOT NULL CHECK (cardinality(rules) > 0),
  who         text NOT NULL CHECK (who <> ''),
  why         text NOT NULL CHECK (why <> ''),
  released_at timestamptz NOT NULL DEFAULT now(),
  undone_at   timestamptz,
  undone_by   text NOT NULL DEFAULT '',
  undone_why  text NOT NULL DEFAULT '',
  CHECK ((undone_at IS NULL) = (undone_by = '') AND (undone_at IS NULL) = (undone_why = ''))
);
CREATE INDEX article_releases_article ON article_releases (article_id);
CREATE INDEX article_releases_day ON article_releases (day);
COMMENT ON TABLE article_releases IS 'articles that somebody let out of quarantine, and why; nothing is ever deleted here';
COMMENT ON COLUMN article_releases.release_id IS 'number of the release';
COMMENT ON COLUMN article_releases.article_id IS 'the article';
COMMENT ON COLUMN article_releases.day IS 'its WIB day when it was released';
COMMENT ON COLUMN article_releases.outlet IS 'its outlet';
COMMENT ON COLUMN article_releases.url IS 'its address';
COMMENT ON COLUMN article_releases.title IS 'its headline as it was refused';
COMMENT ON COLUMN article_releases.rules IS 'the rules that refused it then: these and no others let it through from now on';
COMMENT ON COLUMN article_releases.who IS 'login in Airflow, or user of the machine for the command line';
COMMENT ON COLUMN article_releases.why IS 'the reason given';
COMMENT ON COLUMN article_releases.released_at IS 'when it was released';
COMMENT ON COLUMN article_releases.undone_at IS 'when the release was taken back; NULL while it holds';
COMMENT ON COLUMN article_releases.undone_by IS 'who took it back; empty while it holds';
COMMENT ON COLUMN article_releases.undone_why IS 'why it was taken back; empty while it holds';

ALTER TABLE article_rows ADD COLUMN released text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN article_rows.released IS 'the rules that it breaks and that somebody let it through (article_releases says who and why); empty for an article that breaks none';
CREATE INDEX article_rows_released_days ON article_rows (day) WHERE released <> '{}';
SELECT refresh_article_views();
