-- What an opinion piece says of its author is no part of its text, and is kept. Rows loaded before have an empty note.
ALTER TABLE article_rows ADD COLUMN author_note text NOT NULL DEFAULT '';
COMMENT ON COLUMN article_rows.author_note IS 'What the piece says of its author in its last lines ("Penulis adalah dosen ..."), taken out of the text; empty when nothing.';

CREATE OR REPLACE VIEW articles AS SELECT * FROM article_rows WHERE copy_of IS NULL;
CREATE OR REPLACE VIEW article_copies AS SELECT * FROM article_rows WHERE copy_of IS NOT NULL;
DO $$  -- the views show the columns of their table: give them the same words
DECLARE view text;
BEGIN
  FOREACH view IN ARRAY ARRAY['articles', 'article_copies'] LOOP
    EXECUTE format('COMMENT ON COLUMN %I.author_note IS %L', view,
      (SELECT col_description(attrelid, attnum) FROM pg_attribute WHERE attrelid = 'article_rows'::regclass AND attname = 'author_note'));
  END LOOP;
END $$;
