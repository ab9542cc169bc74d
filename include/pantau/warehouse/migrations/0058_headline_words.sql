-- In how many headlines of a day a word stands, so that the pages need not read the headlines of a month for each question.
CREATE TABLE headline_days (
  day   date PRIMARY KEY,
  step  integer NOT NULL CHECK (step > 0),
  words bigint NOT NULL
);
COMMENT ON TABLE headline_days IS 'days whose headlines are counted word by word; a load that changes a day takes its row away, and the report of a day counts it again';
COMMENT ON COLUMN headline_days.day IS 'the WIB day';
COMMENT ON COLUMN headline_days.step IS 'one headline in so many was counted, chosen by a digest of its text; 1: all';
COMMENT ON COLUMN headline_days.words IS 'sum of the words and pairs of words of the counted headlines, each once per headline';

CREATE TABLE headline_words (
  word      text NOT NULL,
  day       date NOT NULL,
  headlines integer NOT NULL CHECK (headlines > 0),
  PRIMARY KEY (word, day)
);
CREATE INDEX headline_words_day ON headline_words (day);
COMMENT ON TABLE headline_words IS 'words and pairs of neighbouring words of the counted headlines: a pure function of the headlines of the day. Rows of a day that is not in headline_days are of no use';
COMMENT ON COLUMN headline_words.word IS 'the word or pair in lower case';
COMMENT ON COLUMN headline_words.day IS 'the WIB day';
COMMENT ON COLUMN headline_words.headlines IS 'counted headlines of the day that have it; equal headlines are one';
