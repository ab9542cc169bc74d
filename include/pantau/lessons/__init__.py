"""Lessons: what `pantau learn` learnt from landed pages of past days, as dated, named files that stages read and never
write."""

from __future__ import annotations

from pantau.lessons.kept import LessonBook
from pantau.lessons.model import NO_LESSONS, SECTIONS, Container, FurnitureLine, Lessons, Parameter, Zone

__all__ = ["NO_LESSONS", "SECTIONS", "Container", "FurnitureLine", "LessonBook", "Lessons", "Parameter", "Zone"]
