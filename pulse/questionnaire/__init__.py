"""The instruments: questions, scales, rotation and theme rules, read from `surveys/`. Pure: no Flask, no database."""

from pulse.questionnaire.bank import Bank, UnknownItem
from pulse.questionnaire.broken import BrokenInstrument, Problem
from pulse.questionnaire.items import Choice, Dimension, Item, Published, Scale, seconds
from pulse.questionnaire.questionnaire import Questionnaire, load
from pulse.questionnaire.rotation import CannotPin, Instrument, Rotation, Row, UnknownInstrument
from pulse.questionnaire.themes import Theme, ThemeMatch, ThemeRules, Words
from pulse.questionnaire.themes_file import digest_of, parse_rules, written

__all__ = [
    "Bank",
    "BrokenInstrument",
    "CannotPin",
    "Choice",
    "Dimension",
    "Instrument",
    "Item",
    "Problem",
    "Published",
    "Questionnaire",
    "Rotation",
    "Row",
    "Scale",
    "Theme",
    "ThemeMatch",
    "ThemeRules",
    "UnknownInstrument",
    "UnknownItem",
    "Words",
    "digest_of",
    "load",
    "parse_rules",
    "seconds",
    "written",
]
