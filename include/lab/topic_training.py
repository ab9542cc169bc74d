"""`make train-topics TOPICS="a.jsonl.gz b.jsonl.gz"`: learn topics from the outlets' own sections and write seeds/tags.

A section may mean several topics ("nasional"): then any of these is right. If a headline has more words of one of these than of
each other one, the article gets that topic. A word counts only if two outlets print it, because a word of one outlet alone is its
style. The temperature is fitted on outlets that were not learnt.
"""

from __future__ import annotations

import math
import sys
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from lab.labelled_articles import LabelledArticle, LabelledCorpus, read_told
from lab.softmax import fit_softmax, tf_idf_rows
from pantau.settings import settings
from pantau.tag.topic_model import FILE, TopicScores, TopicWeights, features_of_topics, score_topics, write_topic_weights
from pantau.tag.topics import Topic, TopicList, groups_of

_FREE, _STEPS = 10.0, 25  # how free the weights are; steps of the fit
_BEGUN = 6.0  # first weight of a hand-picked word
_RARE, _OUTLETS, _MOST = 5, 2, 30_000  # least articles and outlets that have a feature; most features, the frequent first
_BALANCE, _LEAST_MASS = 0.4, 100.0  # power by which rare topics count more; least articles as which a topic counts
_LARGEST = 127  # largest weight in the artefact
_TEMPERATURES = tuple(round(0.4 + 0.05 * step, 2) for step in range(40))
_PART = 3  # one of so many articles is enough for the temperature
_HELD = 50  # an outlet with one of so many articles, or more, is held out
LEAST, _SECOND = 0.2, 0.25  # least probabilities of a topic and of a second one


@dataclass(frozen=True, slots=True)
class CountedArticle:
    """An article in the form for learning: its features, its outlet, and the topics that it may have."""

    told: LabelledArticle
    features: Mapping[str, float]


def main(argv: Sequence[str]) -> int:
    """Write seeds/tags/topics.model; raises BadInput for files of another shape."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--topics", required=True, nargs="+", type=Path)
    folder = settings().seeds_dir / "tags"
    corpus = read_told(parser.parse_args(argv).topics, folder)
    articles = count_articles(corpus)
    weights = calibrate(learn(articles, corpus.topics), held_out(articles[::_PART], corpus.topics))
    write_topic_weights(folder / FILE, weights)
    outlets = len({one.told.outlet for one in articles})
    print(f"{folder / FILE}: {len(articles)} articles of {outlets} outlets, {len(weights.places)} features, {weights.sure}")
    return 0


def count_articles(corpus: LabelledCorpus) -> list[CountedArticle]:
    """Return the articles of a corpus with their features."""
    return [CountedArticle(one, features_of_topics(one.title, one.text)) for one in corpus.articles]


def learn(articles: Sequence[CountedArticle], topics: TopicList) -> TopicWeights:
    """Return the weights of a softmax over tf-idf, in whole units; the same articles give the same weights."""
    labels = tuple(sorted(topic.id for topic in topics.topics))
    places, rare = _choose_features(articles)
    wanted = _mark_topics(articles, topics.topics, labels)
    start = _begin_weights(topics.topics, labels, places)
    rows = tf_idf_rows([one.features for one in articles], places, rare)
    found = fit_softmax(rows, wanted, _FREE, _STEPS, start, _weigh_articles(wanted, groups_of(labels, topics.together)))
    # Sums of floating numbers differ in their last digits from run to run, and the unit is written as a number.
    unit = float(f"{np.abs(found[:-1]).max() / _LARGEST:.9g}")
    whole = np.rint(found[:-1] / unit).astype(np.float32)
    intercepts = tuple(round(float(one), 4) for one in found[-1])
    rare = (np.rint(rare * 100) / 100).astype(np.float32)
    return TopicWeights(labels, places, rare, whole, unit, intercepts, 1.0, LEAST, _SECOND)


def _choose_features(articles: Sequence[CountedArticle]) -> tuple[dict[str, int], Any]:
    """Return the place of each learnt feature, and the idf of these features."""
    seen: Counter[str] = Counter()
    outlets: defaultdict[str, set[str]] = defaultdict(set)
    for one in articles:
        seen.update(one.features.keys())
        for name in one.features:
            outlets[name].add(one.told.outlet)
    kept = [name for name, count in seen.items() if count >= _RARE and len(outlets[name]) >= _OUTLETS]
    kept = sorted(sorted(kept, key=lambda name: (-seen[name], name))[:_MOST])
    idf = np.array([math.log((1 + len(articles)) / (1 + seen[name])) + 1 for name in kept])
    return {name: at for at, name in enumerate(kept)}, idf


def _mark_topics(articles: Sequence[CountedArticle], topics: Sequence[Topic], labels: Sequence[str]) -> Any:
    words = {topic.id: frozenset(topic.terms) for topic in topics}
    narrowed = [narrow(one.told, words) for one in articles]
    return np.array([[label in one for label in labels] for one in narrowed], dtype=float)


def narrow(article: LabelledArticle, words: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """Return the topic with the most words in the headline, of those that the section may mean; all of these if none is first."""
    if len(article.topics) < 2:
        return article.topics
    said = features_of_topics(article.title, "").keys()
    counts = sorted(((len(said & words[topic]), topic) for topic in article.topics), reverse=True)
    return (counts[0][1],) if counts[0][0] > counts[1][0] else article.topics


def _weigh_articles(wanted: Any, groups: Any) -> Any:
    """Return the weight of each article: an article counts more if the group of its topics is rare."""
    shared = wanted / wanted.sum(axis=1, keepdims=True) @ groups.T
    mass = np.maximum(_LEAST_MASS, shared.sum(axis=0))
    return (shared * (shared.sum() / len(groups) / mass) ** _BALANCE).sum(axis=1, keepdims=True)


def _begin_weights(topics: Sequence[Topic], labels: Sequence[str], places: Mapping[str, int]) -> Any:
    table = np.zeros((len(places) + 1, len(labels)))
    for topic in topics:
        for term in topic.terms:
            if (place := places.get(term)) is not None:
                table[place, labels.index(topic.id)] = _BEGUN
    return table


def held_out(articles: Sequence[CountedArticle], topics: TopicList) -> Iterator[tuple[CountedArticle, TopicScores]]:
    """Yield every article of the larger outlets with its scores. The weights are learnt without the outlet of the article."""
    for outlet in larger_outlets(articles):
        weights = learn([one for one in articles if one.told.outlet != outlet], topics)
        yield from ((one, score_topics(one.features, weights)) for one in articles if one.told.outlet == outlet)


def larger_outlets(articles: Sequence[CountedArticle]) -> list[str]:
    """Return the outlets that have enough articles to be held out, in the order of their names."""
    counts = Counter(one.told.outlet for one in articles)
    return sorted(outlet for outlet, count in counts.items() if count * _HELD >= len(articles))


def calibrate(weights: TopicWeights, held: Iterable[tuple[CountedArticle, TopicScores]]) -> TopicWeights:
    """Return the weights with the temperature at which the loss on articles of outlets that were not learnt is least."""
    return replace(weights, sure=temperature_of(held, weights.labels))


def temperature_of(held: Iterable[tuple[CountedArticle, TopicScores]], labels: Sequence[str]) -> float:
    """Return the divisor of scores with which the topics that sections may mean have the right probability; 1 for no articles."""
    pairs = [([label in one.told.topics for label in labels], scores.totals) for one, scores in held]
    if not pairs:
        return 1.0
    meant, totals = (np.array(rows) for rows in zip(*pairs, strict=True))
    return min(_TEMPERATURES, key=lambda sure: _surprise(meant, totals, sure))


def _surprise(meant: Any, totals: Any, sure: float) -> float:
    powers = np.exp((totals - totals.max(axis=1, keepdims=True)) / sure)
    return -float(np.log(np.maximum(1e-9, (powers * meant).sum(axis=1) / powers.sum(axis=1))).sum())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
