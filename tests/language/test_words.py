from explant.language.words import Name, Row, Words, joined, listed, sentence, words


def test_a_number_knows_its_cell():
    row = Row("paired", 3, {"n": 20.0, "note": None})
    assert str(row.traced("n", "20").__html__()) == (
        '<span class="number" data-table="paired" data-row="3" data-column="n">20</span>'
    )
    assert row.count("n") == 20
    assert row.text("note") == ""


def test_names_and_text_are_escaped():
    html = words("a < b {name}", name=Name('<i> "x"')).__html__()
    assert html == 'a &lt; b <bdi dir="auto" class="name short">&lt;i&gt; &#34;x&#34;</bdi>'


def test_lines_never_end_inside_an_equation():
    assert words("n = {n}", n=20).__html__() == "n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}20"
    assert str(words("n = {n}", n=20)) == "n = 20"


def test_a_sign_stays_with_the_number_that_follows_as_a_part():
    row = Row("paired", 0, {"p": 0.0004})
    passage = words("p {sign} {p}", sign="<", p=row.traced("p", "0.001", "bound"))
    assert str(passage.__html__()).startswith(
        'p\N{NO-BREAK SPACE}&lt;\N{NO-BREAK SPACE}<span class="number"'
    )


def test_braces_in_names_are_plain_text():
    assert str(words("{name}", name=Name("{x}"))) == "{x}"


def test_lists_and_sentences():
    assert str(listed(["a"])) == "a"
    assert str(listed([])) == ""
    assert str(joined([Words(), "b", Words()])) == "b"
    assert str(sentence(words("the {x}", x="end"))) == "The end"
