"""The bank: every item in every version ever published."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from pulse.errors import Refusal
from pulse.questionnaire.items import Item


class UnknownItem(Refusal):
    """Somebody names an item that no bank file holds."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no item '{name}' in the question bank.")


@dataclass(frozen=True)
class Bank:
    """All items; an id is one version of a wording, a name its newest version."""

    items: tuple[Item, ...]

    @cached_property
    def newest(self) -> Mapping[str, Item]:
        """The version to ask today, by name."""
        return {item.name: item for item in sorted(self.items, key=lambda item: item.version)}

    @cached_property
    def _by_id(self) -> Mapping[str, Item]:
        return {item.id: item for item in self.items}

    def item(self, item_id: str) -> Item:
        """The item with this id, such as "S1.v1". Raises UnknownItem."""
        if item_id not in self._by_id:
            raise UnknownItem(item_id)
        return self._by_id[item_id]

    def named(self, name: str) -> Item:
        """The newest version of the item with this name, such as "S1". Raises UnknownItem."""
        if name not in self.newest:
            raise UnknownItem(name)
        return self.newest[name]
