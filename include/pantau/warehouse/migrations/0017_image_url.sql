-- The picture a page names for itself; and one function for the views that show the columns of article_rows, so that a column added
-- later needs no copy of their text.
CREATE FUNCTION refresh_article_views() RETURNS void LANGUAGE plpgsql AS $$
DECLARE view text; col record;
BEGIN
  CREATE OR REPLACE VIEW articles AS SELECT * FROM article_rows WHERE copy_of IS NULL;
  CREATE OR REPLACE VIEW article_copies AS SELECT * FROM article_rows WHERE copy_of IS NOT NULL;
  FOREACH view IN ARRAY ARRAY['articles', 'article_copies'] LOOP
    FOR col IN SELECT attname, col_description(attrelid, attnum) AS words FROM pg_attribute
               WHERE attrelid = 'article_rows'::regclass AND attnum > 0 AND NOT attisdropped LOOP
      EXECUTE format('COMMENT ON COLUMN %I.%I IS %L', view, col.attname, col.words);
    END LOOP;
  END LOOP;
END $$;
COMMENT ON FUNCTION refresh_article_views() IS 'Makes the views articles and article_copies show every column of article_rows, with its comment. Call it after a column is added.';

ALTER TABLE article_rows ADD COLUMN image_url text NOT NULL DEFAULT '';
COMMENT ON COLUMN article_rows.image_url IS 'Address of the picture the page names for itself (og:image or JSON-LD); empty when it names none. Pantau does not fetch it.';
SELECT refresh_article_views();
