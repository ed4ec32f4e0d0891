"""Problems on the screen: short places, no commands for the terminal, all in one message."""

from explant.problems import Problem, ProblemsError, listing, shortened


def test_a_problem_is_one_plain_line():
    problem = Problem("error", "Data!A1", 'There stands "\x1b[2J\x9b31m\x00".', "Mend it.")
    assert str(problem) == 'Data!A1: There stands "�[2J�31m�". Mend it.'


def test_of_many_cells_the_first_are_named():
    where = " ".join(f"Data!A{row}" for row in range(1, 1001))
    text = str(Problem("error", where, "Many."))
    assert text.startswith("Data!A1 Data!A2 ")
    assert text.endswith(" …: Many.")
    assert len(text) < 220
    assert shortened("x" * 300) == "x" * 200 + " …"


def test_the_message_ends_with_the_closing_line():
    problems = [Problem("error", f"Data!A{row}", "Wrong.") for row in range(1, 30)]
    message = str(ProblemsError(problems, "See there."))
    assert message == f"{listing(problems)}\nSee there."
    assert message.splitlines()[-2:] == ["… and 9 more.", "See there."]
    assert str(ProblemsError(problems[:1])) == "Data!A1: Wrong."
