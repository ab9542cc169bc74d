-- The words of an article come from Pantau's own analyzer (pantau.lexemes), no longer from PostgreSQL's stemmer, to which Kediri is a
-- form of diri. Days loaded before are not written anew here: their articles have no words until the day is worked again
-- (`pantau run DAY --from tag`, or any later run of it), and searches say how many days that are.
DROP VIEW articles, article_copies;
ALTER TABLE article_rows DROP COLUMN search;
ALTER TABLE article_rows ADD COLUMN facets text[] NOT NULL DEFAULT '{}', ADD COLUMN search tsvector;
CREATE INDEX article_rows_search ON article_rows USING gin (search);
CREATE INDEX article_rows_facets ON article_rows USING gin (facets);
CREATE INDEX article_rows_wordless ON article_rows (day) WHERE search IS NULL;
COMMENT ON COLUMN article_rows.facets IS 'what the article is tagged with, each once, as kind/id (topic/ekonomi, province/31, person/joko-widodo); for searches';
COMMENT ON COLUMN article_rows.search IS 'its words for searches (`pantau search`): the word, ~root where a dictionary has it, ^word where it has a capital; weight A in the title, D in the text; NULL where the day was loaded before words were stored';
SELECT refresh_article_views();
COMMENT ON VIEW articles IS 'Articles, each once: rows of article_rows that are no copy of another.';
COMMENT ON VIEW article_copies IS 'Rows of article_rows that are a copy of another article (see copy_of, copy_kind).';
