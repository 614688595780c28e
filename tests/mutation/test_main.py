"""Which changes are asked about, and what is said of their fate."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.mutation import __main__ as mutation
from tests.mutation.__main__ import CORE, main, report
from tests.mutation.changes import Change
from tests.mutation.run import Question, Verdict

TWENTY = [
    Question(
        "src/slaclock/durations.py", number, Change("open_micros", f"{number} -> x", 7, 7, int), ()
    )
    for number in range(20)
]


def verdicts(*survivors: int) -> list[Verdict]:
    return [Verdict(one, "survived" if one.number in survivors else "killed") for one in TWENTY]


class TestCore:
    @pytest.mark.parametrize("part", CORE)
    def test_every_part_has_changes_and_tests_that_exist(self, part: str) -> None:
        questions = list(mutation._questions(CORE[part]))
        assert questions
        assert all(Path(name).exists() for name in questions[0].tests)
        assert len(questions[0].tests) >= len(CORE[part].tests.split())


class TestReport:
    @pytest.fixture(autouse=True)
    def nothing_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(mutation, "_named", set)

    def test_one_of_twenty_may_survive(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert report({"durations": TWENTY}, verdicts(3)) == 0
        told, survivor = capsys.readouterr().out.splitlines()
        assert told == (
            "durations  20 of 20 asked, 19 killed, 1 survived, 0 reached by no test, "
            "0 of these named: 95.0 %"
        )
        assert survivor == "survived: durations.py:7 open_micros: 3 -> x"

    def test_two_are_too_many(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert report({"durations": TWENTY}, verdicts(3, 4)) == 1
        assert capsys.readouterr().err == "mutation: less than 95 % killed: durations\n"

    def test_what_is_named_counts_where_lines_are_asked(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        named = {("durations.py", "open_micros", f"{number} -> x") for number in (3, 5)}
        monkeypatch.setattr(mutation, "_named", lambda: named)
        assert report({"durations": TWENTY}, verdicts(3, 4), lenient=True) == 0
        assert capsys.readouterr().out.splitlines()[1:] == [
            "survived: durations.py:7 open_micros: 4 -> x",
            "killed, so it need not be named any more: durations.py:7 open_micros: 5 -> x",
        ]

    def test_named_change_that_is_gone_is_told(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        named = {("durations.py", "gone", "1 -> 2"), ("instants.py", "not_asked", "1 -> 2")}
        monkeypatch.setattr(mutation, "_named", lambda: named)
        assert report({"durations": TWENTY}, verdicts()) == 0
        assert capsys.readouterr().out.splitlines()[1:] == [
            "named, but no change any more: durations.py gone: 1 -> 2"
        ]
        assert report({"durations": TWENTY}, verdicts(3, 4)) == 1

    def test_bar_is_lower_where_lines_are_asked(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert report({"durations": TWENTY}, verdicts(1, 2, 3, 4), lenient=True) == 0
        assert report({"durations": TWENTY}, verdicts(1, 2, 3, 4, 5), lenient=True) == 1
        assert "mutation: less than 80 % killed: durations" in capsys.readouterr().err

    def test_one_or_two_survivors_of_few_changed_lines_are_told(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        for survivors, code in (((1, 2), 0), ((1, 2, 3), 1)):
            few = [one for one in verdicts(*survivors) if one.question in TWENTY[:5]]
            assert report({"durations": TWENTY[:5]}, few, lenient=True) == code
            assert "survived: durations.py:7 open_micros: 1 -> x" in capsys.readouterr().out

    def test_changed_lines_of_all_parts_count_together(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        parts = {"durations": TWENTY[:5], "clock": TWENTY[5:]}
        assert report(parts, verdicts(1, 2, 3), lenient=True) == 0  # 85 %
        assert report(parts, verdicts(1, 2, 3, 4, 5), lenient=True) == 1  # 75 %
        assert "mutation: less than 80 % killed: durations" in capsys.readouterr().err
        assert report(parts, verdicts(1, 2, 3)) == 1

    def test_nothing_that_was_asked_in_time_is_no_pass(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert report({"durations": TWENTY}, []) == 1
        assert report({"durations": TWENTY}, [], lenient=True) == 0
        last = capsys.readouterr().out.splitlines()[-1]
        assert last == "mutation: NOT JUDGED, for want of time: durations"

    def test_survivors_of_some_tests_are_not_judged(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        five = verdicts(1, 2, 3, 4, 5)
        assert report({"durations": TWENTY}, five, lenient=True, complete=False) == 0
        assert "NOT JUDGED, for want of time: durations" in capsys.readouterr().out
        assert report({"durations": TWENTY}, verdicts(1), lenient=True, complete=False) == 0
        assert "NOT JUDGED" not in capsys.readouterr().out
        assert report({"durations": TWENTY}, five, complete=False) == 1


class TestAnnounced:
    def test_how_many_of_which_parts_and_how_long(self) -> None:
        options = mutation._options(["durations", "clock", "--workers", "2"])
        told = mutation._announced(
            {"durations": TWENTY * 30, "clock": TWENTY, "empty": []}, options
        )
        assert told == (
            "mutation: asks about 620 wrong changes (600 of durations, 20 of clock), "
            "which takes about 3 min, more on a busy machine"
        )

    def test_one_in_some(self) -> None:
        everything = list(mutation._questions(CORE["durations"]))
        options = mutation._options(["durations", "--one-in", "10", "--first", "3"])
        sample = mutation._chosen(options, None)["durations"]
        assert [one[:2] for one in sample[:2]] == [everything[3][:2], everything[13][:2]]
        assert len(sample) == len(everything) // 10 or len(sample) == len(everything) // 10 + 1


class TestChanged:
    @pytest.fixture
    def clone(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.chdir(tmp_path)
        for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
            monkeypatch.delenv(name, raising=False)
        source = tmp_path / "src/slaclock/durations.py"
        source.parent.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")
        source.write_text("def f(a):\n    return a < 1\n\n\ndef g(a):\n    return a < 2\n")
        self.git("add", ".")
        self.commit("first")
        return source

    def git(self, *words: str) -> None:
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=b", *words], check=True)

    def commit(self, subject: str) -> None:
        self.git("commit", "-q", "-a", "-m", subject)

    def test_first_commit_has_none_before_it(
        self, clone: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["--changed"]) == 0
        assert capsys.readouterr().out == (
            "mutation: NOT JUDGED: git knows no earlier commit here to compare with\n"
        )

    def test_clone_of_depth_one_has_none_before_it(
        self,
        clone: Path,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        clone.write_text(clone.read_text().replace("a < 2", "a > 2"))
        self.commit("second")
        self.git("clone", "-q", "--depth", "1", tmp_path.as_uri(), "shallow")
        monkeypatch.chdir("shallow")
        assert main(["--changed"]) == 0
        assert "NOT JUDGED" in capsys.readouterr().out

    def test_both_sides_of_a_merge_are_asked_about(self, clone: Path) -> None:
        first = mutation._commit("HEAD")
        self.git("switch", "-q", "-c", "mine")
        clone.write_text(clone.read_text().replace("a < 1", "a < 3"))
        self.commit("mine")
        self.git("switch", "-q", "main")
        clone.write_text(clone.read_text().replace("a < 2", "a < 4"))
        self.commit("theirs")
        self.git("switch", "-q", "mine")
        clone.write_text("def f(a):\n    return a < 3\n\n\ndef g(a):\n    return a < 4\n")
        self.git("merge", "-q", "-s", "ours", "-m", "merge", "main")
        self.git("branch", "-f", "main", "mine")  # as where main moves on to a merged branch
        assert mutation._base() == first

    def test_lines_changed_since_the_commit_before(self, clone: Path) -> None:
        clone.write_text(clone.read_text().replace("a < 2", "a > 2"))
        self.commit("second")
        base = mutation._base()
        assert base is not None
        lines = mutation._changed_lines(base)
        assert lines == {"src/slaclock/durations.py": {6}}
        on = mutation._on(list(mutation._questions(CORE["durations"])), lines)
        assert [one.change.text for one in on] == ["a > 2 -> a >= 2", "2 -> 3"]

    def test_branch_is_compared_with_where_it_left_main(self, clone: Path) -> None:
        self.git("switch", "-q", "-c", "mine")
        for old, new in (("a < 1", "a < 3"), ("a < 3", "a < 4")):
            clone.write_text(clone.read_text().replace(old, new))
            self.commit(new)
        base = mutation._base()
        assert base is not None
        assert base == mutation._commit("main")
        assert mutation._changed_lines(base) == {"src/slaclock/durations.py": {2}}

    def test_nothing_of_the_core_changed(
        self, clone: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        Path("README.md").write_text("New.\n")
        self.git("add", ".")
        self.commit("second")
        assert main(["--changed"]) == 0
        out = capsys.readouterr().out
        assert "mutation: 0 lines of the core differ from commit " in out
        assert "mutation: no wrong change to ask about, so nothing is judged" in out

    def test_commit_that_is_not_there(self, clone: Path) -> None:
        with pytest.raises(SystemExit, match="git knows no commit 'nowhere'"):
            main(["--changed", "nowhere"])
