"""Words in an answer that seem to look for the author of a comment: a soft warning, never a block. Pure."""

import re

HUNTING = (
    r"who(?:ever)?(?: (?:has|have|had|is|was|it was that|it is that))? "
    r"(?:actually |really |just )?"
    r"(?:wrote|written|writes|said|says|saying|posted|complained|complains|thinks|feels|behind)",
    r"(?:the|that) (?:person|one|individual|colleague)s? (?:who|that|behind)",
    r"(?:i|we) (?:already )?(?:know|can guess|can tell|have an idea|think i know) (?:exactly )?who",
    r"(?:find|finding|figure|work) out who",
    r"who (?:was|is) (?:it|this|that)",
    r"(?:which|one|some) of you",
    r"come (?:and |to )?(?:see|talk to|speak to|speak with|talk with|find) me",
    r"(?:say|tell) (?:it |that |this )?(?:to )?(?:my|me to my) face",
    r"(?:step|come) forward|own up|make (?:yourself|yourselves) known|stand up and say",
    r"(?:by|your|their|his|her|a|the|no|name) names?|names of",
    r"writing style|handwriting|sounds like (?:you|him|her)|the authors?",
    r"wer (?:auch immer )?(?:das |dies |es |hat |so etwas |so was |sowas |hier )*"
    r"(?:geschrieben|gesagt|schreibt|sagt|behauptet|behauptete|meint|denkt|war)",
    r"wer (?:war das|das war|ist das|steckt|dahinter|auch immer)",
    r"(?:ich|wir) (?:weiß|weiss|wissen|ahne|ahnen) (?:schon |genau |ja )*wer",
    r"(?:mir|uns) (?:schon |gut )?denken wer",
    r"(?:herausfinden|herausbekommen|rausfinden) wer",
    r"(?:derjenige|diejenige|denjenigen|derjenigen|diejenigen) (?:der|die|das)",
    r"(?:die|der) (?:person|kollege|kollegin) (?:die|der)",
    r"(?:einer|eine|jemand|wer|welcher) von (?:euch|ihnen)",
    r"(?:komm|kommt|kommen sie)(?: bitte| mal| doch| gern| gerne)* (?:zu|auf) mi(?:r|ch)",
    r"(?:melde|meldet|melden)(?: dich| euch| sie| sich| bitte| mal| doch| gern| gerne)* bei mir",
    r"ins gesicht|gib dich zu erkennen|geben sie sich zu erkennen|zu erkennen geben",
    r"(?:mit|beim|den|dein|deinen|ihr|ihren|euren|die|keine) namen?|namentlich",
    r"schreibstil|handschrift|(?:der|die|den) (?:verfasser|verfasserin|autor|autorin)",
)
"""One blank stands for anything between two words; a comma is no way out."""

_BETWEEN = r"[^\w]+"
_RULE = re.compile("|".join(rf"\b(?:{phrase})\b".replace(" ", _BETWEEN) for phrase in HUNTING), re.IGNORECASE)


def hunting(text: str) -> tuple[str, ...]:
    """The phrases that seem to look for an author, as they were written, each once, in their order."""
    found = (" ".join(match.group().split()) for match in _RULE.finditer(text))
    return tuple(dict.fromkeys(found))
