"""What is loaded when, and what is said where a package is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from slaclock import bulk
from slaclock.errors import MissingExtraError
from tests.test_import_order import modules_after


def test_import_loads_neither_numpy_nor_a_frame() -> None:
    loaded = modules_after("import slaclock.bulk")
    assert loaded.isdisjoint({"numpy", "narwhals", "polars", "pandas", "pyarrow"})


def test_sql_needs_neither_numpy_nor_a_frame() -> None:
    loaded = modules_after("from slaclock.bulk import sql; sql.deadlines()")
    assert loaded.isdisjoint({"numpy", "narwhals", "polars", "pandas", "pyarrow"})


def test_frames_load_only_narwhals_and_numpy() -> None:
    loaded = modules_after("from slaclock.bulk import add_deadlines")
    assert {"numpy", "narwhals"} <= loaded
    assert loaded.isdisjoint({"polars", "pandas", "pyarrow", "pyspark"})


def test_names() -> None:
    assert set(bulk.__all__) <= set(dir(bulk))
    for name in bulk.__all__:
        assert callable(getattr(bulk, name))
    with pytest.raises(AttributeError, match="has no attribute 'add_dealines'"):
        bulk.add_dealines  # noqa: B018


def test_missing_package_for_csv_names_its_extra(tmp_path: Path) -> None:
    """The package that reads exports is not in the extra of bulk."""
    (tmp_path / "t.csv").write_text("opened_at\n")
    code = (
        "import sys; sys.modules['polars'] = None\n"
        "from pathlib import Path\n"
        "from slaclock.bulk.files import answer_file\n"
        "from slaclock.errors import MissingExtraError\n"
        "try: answer_file(Path('t.csv'), Path('out.csv'))\n"
        "except MissingExtraError as error: print(error)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert "pip install 'slaclock[report]'" in told.stdout


@pytest.mark.parametrize("package", ["numpy", "narwhals"])
def test_missing_package_names_its_extra(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("slaclock.bulk.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingExtraError, match=r"pip install 'slaclock\[bulk\]'"):
        bulk.__getattr__("add_deadlines")
