"""Progress: what the checks keep of an answer, what is shown of it, and what a teacher gets to see."""

import json
import os
import re

import pytest
from project import ROOT

from micrograd.course import answers as teacher
from micrograd.course import check
from micrograd.course.exercise import EXERCISES
from micrograd.course.progress import title_of
from micrograd.learner import answers


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A learner's own folder, in which answers are kept as they are in a course that is in use."""
    monkeypatch.setenv("MICROGRAD_ANSWERS", str(tmp_path / "my_answers.json"))
    return tmp_path


def shown(capsys, *notebook):
    capsys.readouterr()
    check.progress(*notebook)
    return capsys.readouterr().out


def mark_of(text, capsys):
    """Return the mark in front of the exercise of notebook 01 that begins with text."""
    return re.search(rf"(?m)^  (.) {re.escape(text)}", shown(capsys, 1))[1]


def test_a_solved_exercise_is_ticked_and_stays_so(folder, capsys):
    first = "the predicted change of square(x)"
    assert mark_of(first, capsys) == "·"
    check.nudge(...)
    assert mark_of(first, capsys) == "·" and not list(folder.iterdir())
    check.nudge(0.001)
    assert mark_of(first, capsys) == "✗"
    check.nudge(0.006001)
    check.nudge(0.001)
    assert mark_of(first, capsys) == "✓"
    assert re.search(r"nudge do\? +✓·+ +1 of \d+ solved", shown(capsys))


def test_what_was_solved_stays_so_however_often_it_is_tried_again(folder, capsys):
    check.nudge(0.001)
    check.nudge(0.006001)
    for _ in range(3 * answers.TRIES):
        check.nudge(0.001)
    assert mark_of("the predicted change of square(x)", capsys) == "✓"
    kept = json.loads((folder / "my_answers.json").read_text(encoding="utf-8"))
    assert len(kept["checks"]["slope.nudge"]) <= answers.TRIES + 1


def test_only_whether_it_was_right_and_the_hint_are_kept(folder):
    check.slope(lambda f, x, h=0.001: f(x + h) - f(x))
    kept = json.loads((folder / "my_answers.json").read_text(encoding="utf-8"))
    (tried,) = kept["checks"]["slope.slope"]
    assert tried.keys() == {"right", "mistake"} and tried["right"] is False
    assert tried["mistake"].startswith("That is how far f moves.")


def test_a_file_that_cannot_be_written_is_told_once_below_the_verdict(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MICROGRAD_ANSWERS", str(tmp_path / "no" / "such" / "folder.json"))
    check.tiny_nudge(0)
    verdict, *trouble = capsys.readouterr().out.splitlines()
    assert verdict.startswith("✓ ") and "can't be written" in "".join(trouble)
    check.tiny_nudge(0)
    assert "can't be written" not in capsys.readouterr().out
    assert " 1 of " in shown(capsys, 1)  # it lasts as long as the kernel


def test_the_whole_course_has_a_line_for_each_notebook(folder, capsys):
    lines = shown(capsys).splitlines()
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    for line, path in zip(lines, notebooks, strict=False):
        title = json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"][0].strip("# \n")
        assert line.startswith(f"{path.name.partition('_')[0]} {title} "), line
    assert lines[len(notebooks)].startswith("the whole course ")
    assert lines[len(notebooks)].endswith(f" 0 of {len(EXERCISES)} solved")
    assert max(map(len, lines)) <= 100


def test_predictions_in_live_graphs_are_counted(folder, capsys):
    answers.keep("L of f", {"question": "a.grad", "right": False})
    answers.keep("L of f", {"question": "a.grad", "right": True})
    answers.keep("M of f", {"question": "a.grad", "right": True})
    assert shown(capsys).endswith("Predictions in live graphs: 2, and 1 of them right at first.\n")


@pytest.mark.parametrize("notebook", [1, "1", "01", " 01 "])
def test_a_notebook_is_called_by_its_number_or_as_its_file_is(notebook, folder, capsys):
    assert shown(capsys, notebook).startswith("01 What does a nudge do?")


def test_a_number_may_have_a_letter(folder, capsys):
    assert shown(capsys, "09b") == shown(capsys, "9b") != shown(capsys, 9)
    assert shown(capsys, "09b").startswith("09b ") and shown(capsys, 9).startswith("09 ")


@pytest.mark.parametrize(
    "notebook", [-1, 99, "99b", "1x", "b", "", "1" * 9999, pytest.param(10**5000, id="huge"), [1], {}, 1.5, "¹", True]
)
def test_a_notebook_that_is_not_there_is_no_error(notebook, folder, capsys):
    assert shown(capsys, notebook).startswith("The course has the notebooks 00 to ")


def test_every_exercise_has_its_notebook_its_line_and_its_solution():
    order = [title_of(one) for one in EXERCISES]
    assert order == sorted(order)
    assert len({one.key for one in EXERCISES}) == len(EXERCISES)
    for one in EXERCISES:
        assert getattr(check, one.__name__) is one, "check.py imports each exercise"
        number, _ = title_of(one)
        assert (ROOT / "notebooks" / f"{number}_{one.key.partition('.')[0]}.ipynb").exists()
        assert re.match(r"Check .+\.$", one.__doc__.partition("\n")[0]), one.__doc__
        assert one.solution and "..." not in one.solution


def test_a_teacher_sees_what_a_class_solved_and_where_it_went_wrong(folder, capsys):
    check.tiny_nudge(6)
    check.tiny_nudge(0)
    check.nudge_c(0.002)
    teacher.export(str(folder / "ada.json"), "Ada")
    assert "your answers to 2 exercises, 1 of them solved, under the name Ada" in capsys.readouterr().out
    text = repr(teacher.summary(folder / "ada.json"))
    solved, other = (next(line for line in text.splitlines() if name in line) for name in ("tiny_nudge", "nudge_c"))
    assert re.search(r"exercise: slope\.tiny_nudge +1 +0 +1 +6 is the slope on paper", solved), solved
    assert re.search(r" 1 +0 +0 +The size is right\. But f is negative", other), other


@pytest.mark.parametrize("name", ["a" * 300, "ä" * 300, "\ud800", "a\0b", "../../x", "a\nb", "…", ""])
def test_any_name_makes_a_file_that_a_teacher_can_read(name, folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    check.tiny_nudge(6)
    teacher.export(name=name)
    assert "holds your answers" in capsys.readouterr().out
    assert len([path for path in folder.iterdir() if path.name.startswith("answers")]) == 1
    assert teacher.summary().learners == 1


def test_names_that_look_alike_share_no_file_and_the_learner_s_own_is_not_counted(folder, monkeypatch):
    monkeypatch.chdir(folder)
    check.tiny_nudge(6)
    for name in ("Ada L.", "Ada L!", "Ada L?", "Ada L!"):
        teacher.export(name=name)
    assert teacher.summary().learners == 3 and teacher.summary().unread == []


@pytest.mark.parametrize("file", ["a\0.json", "\ud800.json", "x" * 300 + ".json", "no/such/folder.json"])
def test_a_file_that_cannot_be_is_said(file, folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    check.tiny_nudge(6)
    capsys.readouterr()
    teacher.export(file)
    assert "can't be written" in capsys.readouterr().out


def test_answers_behind_a_link_stay_behind_it(tmp_path, monkeypatch):
    real, link = tmp_path / "real.json", tmp_path / "my_answers.json"
    real.write_text("{}")
    link.symlink_to(real)
    monkeypatch.setenv("MICROGRAD_ANSWERS", str(link))
    check.tiny_nudge(6)
    assert link.is_symlink() and "slope.tiny_nudge" in real.read_text()


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="takes a device that never ends")
def test_what_never_ends_is_not_read(folder, capsys):
    (folder / "my_answers.json").symlink_to("/dev/zero")
    check.nudge(0.001)
    assert "can't be written to my_answers.json (it is no ordinary file)" in capsys.readouterr().out
    teacher.export("/dev/zero")
    assert "/dev/zero exists already and holds something else" in capsys.readouterr().out
    assert teacher.summary("/dev/zero", 3).unread == ["zero", "3"]
    teacher.export(3)
    assert "in quotes" in capsys.readouterr().out
