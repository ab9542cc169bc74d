-- How a text was found: the outlet's rule and its generation, on how many pages it stood, and who edited it.
ALTER TABLE article_rows
  ADD COLUMN rule    text NOT NULL DEFAULT '',
  ADD COLUMN pages   integer NOT NULL DEFAULT 1,
  ADD COLUMN editors text[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN article_rows.method IS 'How the text was found: rule, jsonld, trafilatura, paragraphs or embedded; +title, +section, +description where the feed lent them.';
COMMENT ON COLUMN article_rows.rule IS 'Outlet rule and generation of markup that read the page ("kompas/2023"); empty when none fitted.';
COMMENT ON COLUMN article_rows.pages IS 'Number of pages the article was spread over.';
COMMENT ON COLUMN article_rows.editors IS 'Editors named by the page, in order.';

CREATE OR REPLACE VIEW articles AS SELECT * FROM article_rows WHERE copy_of IS NULL;
CREATE OR REPLACE VIEW article_copies AS SELECT * FROM article_rows WHERE copy_of IS NOT NULL;
DO $$  -- the views show the columns of their table: give them the same words
DECLARE view text; col record;
BEGIN
  FOREACH view IN ARRAY ARRAY['articles', 'article_copies'] LOOP
    FOR col IN SELECT attname, col_description(attrelid, attnum) AS words FROM pg_attribute
               WHERE attrelid = 'article_rows'::regclass AND attnum > 0 AND NOT attisdropped LOOP
      EXECUTE format('COMMENT ON COLUMN %I.%I IS %L', view, col.attname, col.words);
    END LOOP;
  END LOOP;
END $$;
