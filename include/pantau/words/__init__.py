"""The catalogue of texts: every sentence that a person reads in the pages, the alerts, Airflow and the commands, in each
language."""

from pantau.words.catalogue import LANGUAGES, STORED, keys
from pantau.words.problems import say_error
from pantau.words.spoken import form, name_of, reworded, speaking, spoken, text, text_in

__all__ = ["LANGUAGES", "STORED", "form", "keys", "name_of", "reworded", "say_error", "speaking", "spoken", "text", "text_in"]
