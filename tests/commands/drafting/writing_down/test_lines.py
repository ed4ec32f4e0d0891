from explant.commands.drafting.writing_down.lines import Text


def test_a_question_of_several_keys_is_asked_once():
    heard = []

    def answer(question):
        heard.append(question.id)
        return "leave_out"

    text = Text(answer)
    text.ask_of_all(2, ["Blank", "S1", "S2"], "Are these patients?", ["leave_out", "patient"])
    assert heard == ["Blank"]
    assert text.lines == ["  Blank: leave_out", "  S1: leave_out", "  S2: leave_out"]
