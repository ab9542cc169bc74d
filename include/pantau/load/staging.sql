-- The day as the stages made it, in tables of this transaction only.
CREATE TEMP TABLE staged_day (day date PRIMARY KEY) ON COMMIT DROP;
CREATE TEMP TABLE staged_articles (LIKE article_rows) ON COMMIT DROP;
CREATE TEMP TABLE staged_tags (LIKE article_tags) ON COMMIT DROP;
CREATE TEMP TABLE staged_mentions (LIKE mentions) ON COMMIT DROP;
CREATE TEMP TABLE staged_quotes (LIKE quotes) ON COMMIT DROP;
CREATE TEMP TABLE touched_entities (entity_id text PRIMARY KEY) ON COMMIT DROP; -- named by the day before or after this load
CREATE TEMP TABLE staged_revisions (LIKE article_revisions) ON COMMIT DROP;
CREATE TEMP TABLE staged_outcomes (LIKE entry_outcomes) ON COMMIT DROP;
CREATE TEMP TABLE staged_quarantine (LIKE quarantine) ON COMMIT DROP;
CREATE TEMP TABLE staged_quality (LIKE quality_rows) ON COMMIT DROP;
CREATE TEMP TABLE moved (day date PRIMARY KEY) ON COMMIT DROP; -- other days that lose an address to this one
CREATE TEMP TABLE touched (day date PRIMARY KEY) ON COMMIT DROP; -- days whose counts may change with this load
CREATE TEMP TABLE kin_keys (  -- what makes two articles one: an address, or a text within an outlet
  kind text, outlet text, key text, pass integer NOT NULL, PRIMARY KEY (kind, outlet, key)) ON COMMIT DROP;
CREATE TEMP TABLE kin (
  article_id text PRIMARY KEY, outlet text, url_key text, canonical_key text, title text, text_digest text, words integer,
  published_at timestamptz, pass integer NOT NULL) ON COMMIT DROP;
CREATE TEMP TABLE links (article_id text PRIMARY KEY, copy_of text NOT NULL, kind text NOT NULL) ON COMMIT DROP;
CREATE TEMP TABLE changed (article_id text PRIMARY KEY) ON COMMIT DROP; -- articles whose row or original this load changes
CREATE TEMP TABLE staged_pairs (LIKE article_pairs) ON COMMIT DROP;
CREATE TEMP TABLE story_nodes (article_id text PRIMARY KEY, pass integer NOT NULL) ON COMMIT DROP; -- whose stories are made anew
CREATE TEMP TABLE staged_stories (LIKE story_rows) ON COMMIT DROP;
CREATE TEMP TABLE staged_members (LIKE story_members) ON COMMIT DROP;
