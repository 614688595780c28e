"""The faces of the packages: what they offer, and what they load."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

import slaclock
from slaclock import bulk, reports
from slaclock._lazy import attach
from slaclock.errors import MissingExtraError


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package with a face: one module that is there, one that needs what is not."""
    folder = tmp_path / "shop_with_a_face"
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    (folder / "__init__.pyi").write_text(
        "from shop_with_a_face.till import Till as Till\n"
        "from shop_with_a_face import stock as stock\n"
        "from shop_with_a_face.scales import Scales as Scales\n"
    )
    (folder / "till.py").write_text("class Till: pass\n")
    (folder / "stock.py").write_text("apples = 3\n")
    (folder / "scales.py").write_text("import scales_driver\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    importlib.import_module("shop_with_a_face")
    return "shop_with_a_face"


class TestAttach:
    def test_names_and_modules_load_when_they_are_used(self, shop: str) -> None:
        get, listing, names = attach(shop)
        assert names == ["Scales", "Till", "stock"]
        assert set(names) <= set(listing())
        assert f"{shop}.till" not in sys.modules
        assert get("Till").__name__ == "Till"
        assert get("stock").apples == 3
        assert sys.modules[shop].Till is get("Till")

    def test_unknown_name(self, shop: str) -> None:
        with pytest.raises(AttributeError, match="^module 'shop_with_a_face' has no attribute 'x'"):
            attach(shop)[0]("x")

    def test_missing_package_names_the_extra(self, shop: str) -> None:
        get, *_ = attach(shop, extra="weights", needs=("scales_driver",))
        with pytest.raises(MissingExtraError, match=r"pip install 'slaclock\[weights\]'"):
            get("Scales")
        with pytest.raises(ModuleNotFoundError):
            attach(shop)[0]("Scales")


@pytest.mark.parametrize("package", [slaclock, bulk, reports], ids=lambda package: package.__name__)
def test_every_name_of_a_face_is_there(package: object) -> None:
    names = package.__all__  # type: ignore[attr-defined]
    assert names
    for name in names:
        assert getattr(package, name) is not None
