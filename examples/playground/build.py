"""Builds the playground: one static page that runs the wheel of slaclock in Pyodide.

It takes the folder to write, and the npm package of Pyodide. The wheels are those that pip
finds for that Pyodide; the one of slaclock is built here, as it is for everybody else.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PAGE = ("index.html", "playground.css", "playground.js", "ask.mjs", "python.mjs", "answers.py")
PYODIDE = (
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "pyodide-lock.json",
    "python_stdlib.zip",
)
CONTRACTS = {
    "WotNot: four plans, one zone": "src/slaclock/matrices/wotnot.toml",
    "A telephone company in Australia": "examples/contracts/au-csg.toml",
    "A university in California": "examples/contracts/us-csueb.toml",
    "Repairs of homes in England": "examples/contracts/uk-lincoln-estates.toml",
}


def main(folder: Path, pyodide: Path) -> None:
    """Write the page."""
    shutil.rmtree(folder, ignore_errors=True)
    wheels = folder / "wheels"
    wheels.mkdir(parents=True)
    for name in PAGE:
        shutil.copy(HERE / name, folder)
    shutil.copy(ROOT / "docs" / "drawing.py", folder)
    (folder / "pyodide").mkdir()
    for name in PYODIDE:
        shutil.copy(pyodide / name, folder / "pyodide")
    fetch_wheels(wheels, json.loads((pyodide / "pyodide-lock.json").read_text())["info"])
    (folder / "contents.json").write_text(json.dumps(contents(wheels)), encoding="utf-8")
    print(f"playground: {folder / 'index.html'}")


def fetch_wheels(folder: Path, pyodide: dict[str, str]) -> None:
    """Put the wheel of slaclock into a folder, and those that it needs."""
    pip("wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT))
    version = pyodide["python"].rsplit(".", 1)[0]
    where = [
        *("--platform", f"pyemscripten_{pyodide['abi_version']}_wasm32"),
        *("--python-version", version, "--implementation", "cp"),
        *("--abi", "cp" + version.replace(".", ""), "--abi", "none"),
    ]
    slaclock = str(*folder.glob("slaclock-*.whl"))
    pip("download", "--only-binary=:all:", *where, "--dest", str(folder), slaclock)


def pip(*words: str) -> None:
    """Run pip, and tell only what goes wrong."""
    subprocess.run([sys.executable, "-m", "pip", "-qq", *words], check=True)  # noqa: S603 - this Python


def contents(wheels: Path) -> dict[str, object]:
    """Return what the page loads: names of wheels, and contracts to begin with."""
    texts = {title: (ROOT / path).read_text("utf-8") for title, path in CONTRACTS.items()}
    return {"wheels": sorted(path.name for path in wheels.iterdir()), "contracts": texts}


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
