"""One question a leader may ask the team about a gap in the mirror: about the matter, never about a person."""

from collections.abc import Mapping

from pulse.insights.mirror import Tune

QUESTIONS: Mapping[tuple[str, Tune], str] = {
    ("safety", Tune.ROSIER): "Which kind of news is hard to bring up in our meetings? Name the kind, not the person.",
    ("safety", Tune.HARDER): "What makes it easy to speak up here, so that we keep it?",
    ("response", Tune.ROSIER): "Which problem that we raised never got a clear answer? I answer the oldest one first.",
    ("response", Tune.HARDER): "Which answer of the past months helped most, so that I can give more of that kind?",
    ("quota", Tune.ROSIER): "Which assumption behind our target is furthest from what you see at customers?",
    ("quota", Tune.HARDER): "What makes the target reachable as you see it? I would like to repeat your reasons.",
    ("product", Tune.ROSIER): "Against which rival do we lose on the product itself, and at which point of the deal?",
    ("product", Tune.HARDER): "In which kind of deal does our product win on its merits, more often than I think?",
    ("x1", Tune.ROSIER): "Which deals do I count on that you would not?",
    ("x1", Tune.HARDER): "Which deals do you see coming that I do not count on yet?",
}
"""By measure and by which way the leader was off. A question of our own for each, to be asked in the team meeting."""
