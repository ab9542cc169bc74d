-- Watchlists as people keep them on the pages, every change of them, and the articles they match.
CREATE TABLE watchlists (
  watchlist   text PRIMARY KEY CHECK (watchlist ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  version     integer NOT NULL CHECK (version > 0),
  name        text NOT NULL CHECK (name <> ''),
  description text NOT NULL,
  query       text NOT NULL CHECK (query <> ''),
  aliases     text[] NOT NULL,
  exclusions  text[] NOT NULL,
  owner       text NOT NULL,
  shared      boolean NOT NULL,
  colour      text NOT NULL CHECK (colour ~ '^[a-z]+$')
);
COMMENT ON TABLE watchlists IS 'saved queries, as they are now';
COMMENT ON COLUMN watchlists.watchlist IS 'its id: small letters, digits and -';
COMMENT ON COLUMN watchlists.version IS 'number of the change that made it what it is, from 1';
COMMENT ON COLUMN watchlists.name IS 'name as people read it';
COMMENT ON COLUMN watchlists.description IS 'what it is for';
COMMENT ON COLUMN watchlists.query IS 'a query in the language of the search';
COMMENT ON COLUMN watchlists.aliases IS 'other names of the same thing: words or phrases, any of which matches as well';
COMMENT ON COLUMN watchlists.exclusions IS 'words or phrases whose articles do not match';
COMMENT ON COLUMN watchlists.owner IS 'login of whoever made it; empty: of the office, from seeds/watchlists';
COMMENT ON COLUMN watchlists.shared IS 'whether others than the owner see it';
COMMENT ON COLUMN watchlists.colour IS 'name of its colour on the pages';

CREATE TABLE watchlist_changes (
  change_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  watchlist  text NOT NULL,
  who        text NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now(),
  before     jsonb,
  after      jsonb
);
CREATE INDEX watchlist_changes_of ON watchlist_changes (watchlist, change_id);
COMMENT ON TABLE watchlist_changes IS 'every change of a watchlist; nothing is ever deleted here';
COMMENT ON COLUMN watchlist_changes.change_id IS 'number of the change';
COMMENT ON COLUMN watchlist_changes.watchlist IS 'the watchlist';
COMMENT ON COLUMN watchlist_changes.who IS 'login in Airflow, user of the machine for the command line, or seeds';
COMMENT ON COLUMN watchlist_changes.changed_at IS 'when';
COMMENT ON COLUMN watchlist_changes.before IS 'the row before; null where it was made';
COMMENT ON COLUMN watchlist_changes.after IS 'the row after; null where it was taken away';

CREATE TABLE watchlist_matches (
  watchlist  text NOT NULL REFERENCES watchlists ON DELETE CASCADE,
  article_id text NOT NULL REFERENCES article_rows ON DELETE CASCADE,
  day        date NOT NULL,
  main       boolean NOT NULL,
  in_title   boolean NOT NULL,
  spans      integer[] NOT NULL,
  PRIMARY KEY (watchlist, article_id)
);
CREATE INDEX watchlist_matches_day ON watchlist_matches (watchlist, day);
CREATE INDEX watchlist_matches_article ON watchlist_matches (article_id);
COMMENT ON TABLE watchlist_matches IS 'articles that a watchlist matches: a pure function of the articles of a day and the version of the watchlist';
COMMENT ON COLUMN watchlist_matches.watchlist IS 'the watchlist';
COMMENT ON COLUMN watchlist_matches.article_id IS 'the article, copies included; its story is in story_members';
COMMENT ON COLUMN watchlist_matches.day IS 'WIB day of the article';
COMMENT ON COLUMN watchlist_matches.main IS 'whether a word of the query stands in the headline or in the first 300 characters; false: the article mentions it in passing';
COMMENT ON COLUMN watchlist_matches.in_title IS 'whether a word of the query stands in the headline';
COMMENT ON COLUMN watchlist_matches.spans IS 'start and end, by turns, of the first ten words of the query in the text, in characters';

CREATE TABLE watchlist_days (
  watchlist  text NOT NULL REFERENCES watchlists ON DELETE CASCADE,
  day        date NOT NULL,
  version    integer NOT NULL,
  matched_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (watchlist, day)
);
COMMENT ON TABLE watchlist_days IS 'which version of a watchlist a day was matched with last: how far a change has come';
COMMENT ON COLUMN watchlist_days.watchlist IS 'the watchlist';
COMMENT ON COLUMN watchlist_days.day IS 'the WIB day';
COMMENT ON COLUMN watchlist_days.version IS 'the version it was matched with';
COMMENT ON COLUMN watchlist_days.matched_at IS 'when';

CREATE TABLE article_feedback (
  feedback_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  article_id  text NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('not_relevant', 'wrong_tag', 'wrong_copy')),
  subject     text NOT NULL,
  note        text NOT NULL,
  who         text NOT NULL,
  said_at     timestamptz NOT NULL DEFAULT now(),
  UNIQUE (article_id, kind, subject, who)
);
CREATE INDEX article_feedback_subject ON article_feedback (subject, article_id) WHERE kind = 'not_relevant';
COMMENT ON TABLE article_feedback IS 'what readers say is wrong with an article; nothing is ever deleted here';
COMMENT ON COLUMN article_feedback.feedback_id IS 'number';
COMMENT ON COLUMN article_feedback.article_id IS 'the article; it may be gone';
COMMENT ON COLUMN article_feedback.kind IS 'not_relevant (to a watchlist), wrong_tag or wrong_copy';
COMMENT ON COLUMN article_feedback.subject IS 'the watchlist, the tag as kind/id, or the story';
COMMENT ON COLUMN article_feedback.note IS 'what they wrote; may be empty';
COMMENT ON COLUMN article_feedback.who IS 'login in Airflow';
COMMENT ON COLUMN article_feedback.said_at IS 'when';

CREATE VIEW watchlist_hits AS
SELECT m.watchlist, m.article_id, m.day, m.main, m.in_title, m.spans, coalesce(s.story_id, '') AS story_id
FROM watchlist_matches m JOIN article_rows a USING (article_id) LEFT JOIN story_members s USING (article_id)
WHERE a.copy_of IS NULL AND NOT EXISTS (SELECT FROM article_feedback f
  WHERE f.kind = 'not_relevant' AND f.subject = m.watchlist AND f.article_id = m.article_id);
COMMENT ON VIEW watchlist_hits IS 'what counts for a watchlist: its matches without copies and without what a reader called not relevant';
COMMENT ON COLUMN watchlist_hits.watchlist IS 'the watchlist';
COMMENT ON COLUMN watchlist_hits.article_id IS 'the article';
COMMENT ON COLUMN watchlist_hits.day IS 'WIB day of the article';
COMMENT ON COLUMN watchlist_hits.main IS 'as in watchlist_matches';
COMMENT ON COLUMN watchlist_hits.in_title IS 'as in watchlist_matches';
COMMENT ON COLUMN watchlist_hits.spans IS 'as in watchlist_matches';
COMMENT ON COLUMN watchlist_hits.story_id IS 'the story of the article; empty where it has none';
