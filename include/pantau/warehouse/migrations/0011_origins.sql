-- What cleaning learns beside the place and the wire: the outlet of the dateline, where a text was first, what was corrected.
ALTER TABLE article_rows
  ADD COLUMN dateline_outlet text NOT NULL DEFAULT '',
  ADD COLUMN reposted_from   text NOT NULL DEFAULT '',
  ADD COLUMN correction      text NOT NULL DEFAULT '';
COMMENT ON COLUMN article_rows.wire_source IS 'Agency, medium or in-house desk credited, a chain in the order of the text ("Coindesk; CNBC Indonesia"); empty when none.';
COMMENT ON COLUMN article_rows.dateline_outlet IS 'Outlet the dateline names, as it spells itself ("KOMPAS.com"); empty when none.';
COMMENT ON COLUMN article_rows.reposted_from IS 'Outlet or site a note says the text appeared at first ("A; B" when it names two); empty when none.';
COMMENT ON COLUMN article_rows.correction IS 'The outlet''s own note on a change or correction of the text, whole; empty when none.';

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
