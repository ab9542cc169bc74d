-- An article whose text could not be tagged is loaded without tags; why is kept where people look. Rows loaded before say nothing.
ALTER TABLE article_rows ADD COLUMN untagged text NOT NULL DEFAULT '';
COMMENT ON COLUMN article_rows.untagged IS 'why the article has no tags though it was to be tagged: too_costly (over the budget of a text), tag_error; empty when it was tagged';

CREATE OR REPLACE VIEW articles AS SELECT * FROM article_rows WHERE copy_of IS NULL;
CREATE OR REPLACE VIEW article_copies AS SELECT * FROM article_rows WHERE copy_of IS NOT NULL;
DO $$  -- the views show the columns of their table: give them the same words
DECLARE view text;
BEGIN
  FOREACH view IN ARRAY ARRAY['articles', 'article_copies'] LOOP
    EXECUTE format('COMMENT ON COLUMN %I.untagged IS %L', view,
      (SELECT col_description(attrelid, attnum) FROM pg_attribute WHERE attrelid = 'article_rows'::regclass AND attname = 'untagged'));
  END LOOP;
END $$;
