"""The page about Django: its files make a project, in a process and a folder of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.commands import environment
from tests.page_runner import FILE_NAME, ROOT, blocks_of

PAGE = ROOT / "docs" / "how-to" / "django.md"
# Runs the blocks that it is given, in order; ends with 1 where one shows something else.
DRIVER = """
import doctest, io, json, os, sys


import django
from django.core.management import call_command

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
sys.path.insert(0, os.getcwd())
django.setup()
call_command("makemigrations", "desk", verbosity=0)
call_command("migrate", verbosity=0)
names, wrong = {}, []

def run(language, text):
    if language == "pycon":
        test = doctest.DocTestParser().get_doctest(text, names, "django.md", None, 0)
        result = doctest.DocTestRunner().run(test, out=wrong.append, clear_globs=False)
        names.update(test.globs)
        return
    for part in text.split("$ python manage.py ")[1:]:
        command, _, shown = part.partition("\\n")
        said = io.StringIO()
        call_command(*command.split(), stdout=said)
        if said.getvalue() != shown:
            wrong.append(f"{command}: {said.getvalue()}")

for language, text in json.load(sys.stdin):
    run(language, text)
print("".join(wrong))
sys.exit(bool(wrong))
"""


def test_page_runs(tmp_path: Path) -> None:
    import json

    blocks = blocks_of(PAGE.read_text(encoding="utf-8"))
    for block in blocks:
        named = FILE_NAME.match(block.text)
        if named:
            path = tmp_path / named[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
    (tmp_path / "desk" / "__init__.py").touch()
    run = [(one.language, one.text) for one in blocks if one.language in ("pycon", "console")]
    done = subprocess.run(
        [sys.executable, "-c", DRIVER],
        input=json.dumps(run),
        cwd=tmp_path,
        env=environment(PYTHONPATH=str(ROOT / "src")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(run) >= 7
