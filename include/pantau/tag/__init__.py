"""The tag stage: language, topic, places, bodies, persons, wire and watchlists, each with its evidence."""

from pantau.tag.tagger import Tagger

__all__ = ["Tagger"]
