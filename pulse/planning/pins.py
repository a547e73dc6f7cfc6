"""Rotating questions that HR may hold for a few waves, those first that open promises want to be measured by."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pulse.actions.measuring import promises_to_measure
from pulse.errors import NotFound
from pulse.programme.models import Programme, Wave
from pulse.programme.queries import definition_of
from pulse.questionnaire import Item, Questionnaire

ENGLISH = "en"


@dataclass(frozen=True)
class Offer:
    """A rotating question, and how many open promises want it asked."""

    item: str
    text: str
    promises: int


@dataclass(frozen=True)
class Pins:
    """What is held, and what could be held from the next wave on, the most wanted first."""

    from_wave: int
    for_waves: int
    held: tuple[str, ...]
    offers: tuple[Offer, ...]

    @property
    def wanted(self) -> tuple[Offer, ...]:
        return tuple(offer for offer in self.offers if offer.promises)

    def chosen(self, item: str) -> str:
        """The item, if it is offered. Raises NotFound."""
        if item not in {offer.item for offer in self.offers}:
            raise NotFound
        return item


def pins(session: Session, questionnaire: Questionnaire, programme: Programme) -> Pins:
    """What a programme holds and could hold."""
    definition, rotation = definition_of(programme), questionnaire.rotation
    wishes = {wish.item: wish.promises for wish in promises_to_measure(session) if wish.programme_id == programme.id}
    frozen = select(func.max(Wave.number)).where(Wave.programme_id == programme.id, Wave.contract.is_not(None))
    next_wave = (session.scalar(frozen) or 0) + 1
    held = sorted(definition.pinned, key=lambda pin: pin.from_wave)
    return Pins(
        from_wave=next_wave,
        for_waves=rotation.pinned_waves,
        held=tuple(
            f"{_text(questionnaire.bank.named(pin.item))} Waves {pin.from_wave} to "
            f"{pin.from_wave + rotation.pinned_waves - 1}."
            for pin in held
            if pin.from_wave + rotation.pinned_waves > next_wave
        ),
        offers=_offers(questionnaire, wishes),
    )


def _offers(questionnaire: Questionnaire, wishes: Mapping[str, int]) -> tuple[Offer, ...]:
    always = {*questionnaire.rotation.core, questionnaire.rotation.closing}
    names = dict.fromkeys(item.name for item in questionnaire.items if item.name not in always)
    offers = [Offer(name, _text(questionnaire.bank.named(name)), wishes.get(name, 0)) for name in names]
    return tuple(sorted(offers, key=lambda offer: -offer.promises))


def _text(item: Item) -> str:
    return item.text[ENGLISH]
