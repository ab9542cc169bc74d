"""The catalogue of texts: every sentence a person reads in the pages, the alerts, Airflow and most commands, in each language."""

from pantau.words.catalogue import LANGUAGES, STORED, keys
from pantau.words.spoken import form, name_of, reworded, speaking, spoken, text, text_in

__all__ = ["LANGUAGES", "STORED", "form", "keys", "name_of", "reworded", "speaking", "spoken", "text", "text_in"]
