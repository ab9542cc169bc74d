-- How sure the judge of pairs is. Pairs that an earlier version compared have none until their day is loaded again.
ALTER TABLE article_pairs ADD COLUMN probability real;
COMMENT ON COLUMN article_pairs.probability IS 'Probability that one is a copy of the other, 0 to 1, by the judge of pairs; null where an earlier version compared them.';
