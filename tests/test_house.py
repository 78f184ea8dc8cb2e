"""The house stands as it is drawn: a light door, and floors that import only the floors above them."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import kaolib

PACKAGE = Path(kaolib.__file__).parent
#: A floor may import those before it.
FLOORS = ("errors", "knowledge", "architecture", "operation", "study", "book")
MODULES = sorted(
    path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.parent != PACKAGE
)


def _imported(module: Path) -> set[str]:
    """The kaolib modules that a file imports anywhere, its functions included."""
    found = set()
    for node in ast.walk(ast.parse((PACKAGE / module).read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "kaolib":
            found |= {f"{node.module}.{name.name}" for name in node.names}
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names if name.name.split(".")[0] == "kaolib"}
    return found


def _floor(dotted: str) -> str | None:
    parts = dotted.split(".")
    return parts[1] if len(parts) > 1 and parts[1] in FLOORS else None


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_imports_run_up_the_floors_only(module):
    own = FLOORS.index(module.parts[0].removesuffix(".py"))
    for dotted in _imported(module):
        floor = _floor(dotted)
        assert floor is None or FLOORS.index(floor) <= own, f"{module} imports {dotted}"


def test_every_module_lives_on_a_floor():
    assert {module.parts[0].removesuffix(".py") for module in MODULES} == set(FLOORS)


def _fresh(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_the_door_alone_imports_nothing_heavy():
    code = "import sys, kaolib; print(sorted({'pandas', 'altair', 'ipywidgets', 'pyarrow', 'numpy', 'IPython'} & set(sys.modules)))"
    assert _fresh(code) == "[]"


def test_knowing_a_price_needs_no_surface():
    code = (
        "import sys, kaolib as kao; kao.purchase.offers('m7g.large', 'ap-northeast-2'); kao.compare.sizes('m7g', 'us-east-1');"
        "print(sorted({'altair', 'ipywidgets', 'IPython', 'papermill', 'pyarrow.dataset'} & set(sys.modules)))"
    )
    assert _fresh(code) == "[]"


def test_every_room_opens_and_an_unknown_one_is_named():
    for room in kaolib._ROOMS:
        assert getattr(kaolib, room).__doc__
    with pytest.raises(AttributeError, match="has no attribute 'purchases'; it has catalog"):
        _ = kaolib.purchases
    assert set(kaolib._ROOMS) <= set(dir(kaolib))
