-- Quotes without words are found at once, so that pages can say which days `kutipan:` cannot see; in a warehouse that was
-- worked since then this index is empty.
CREATE INDEX quotes_wordless ON quotes (article_id) WHERE search IS NULL;
