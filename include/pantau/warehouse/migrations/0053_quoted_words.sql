-- The words of quotes, so that a search finds what somebody says. Days loaded before have none until they are tagged again.
ALTER TABLE quotes ADD COLUMN search tsvector;
CREATE INDEX quotes_search ON quotes USING gin (search);
COMMENT ON COLUMN quotes.search IS 'The words of the quote for searches (kutipan:), as in article_rows; NULL if the day was loaded before the words of quotes were stored.';
