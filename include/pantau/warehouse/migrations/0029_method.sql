-- The reader of pages without a rule has methods of its own.
COMMENT ON COLUMN article_rows.method IS 'How the text was found: rule, learnt, density, jsonld, embedded, trafilatura or paragraphs; +title, +section, +description where the feed lent them.';
