"""The attacks are code of their own: they read published text and know the rules, and import nothing of the program."""

import ast
from pathlib import Path

import pytest

ATTACKS = ["reading", "subtraction", "rank", "linear", "deniability", "rules", "reference_rules", "organisations"]
ATTACKS += ["measuring", "facts", "deeds", "doings", "outlooks", "mirrored", "looping", "digested", "housekeeping"]
ATTACKS += ["signalled", "places", "about", "tokens", "diagrams", "sentences", "sayings", "hr_sayings"]


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_imports_nothing_of_the_program(name: str) -> None:
    tree = ast.parse(Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {module for module in imported if module.split(".")[0] == "pulse"}
