import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explant.expressions.parsing import DEEPEST, LONGEST, parse
from explant.expressions.tree import (
    FUNCTIONS,
    OF_EACH,
    Call,
    ExpressionError,
    Name,
    Negative,
    Number,
    Operation,
    written,
)
from tests.tried import tried

a, b, c = Name("a"), Name("b"), Name("c")
marker_names = st.text(min_size=1, max_size=8).filter(
    lambda text: not ('"' in text and "'" in text) and text.isprintable()
)
leaves = st.one_of(
    st.floats(min_value=0, allow_nan=False, allow_infinity=False).map(Number),
    marker_names.map(Name),
)


def larger(inner):
    many = [name for name in FUNCTIONS if name not in OF_EACH]
    return st.one_of(
        inner.map(Negative),
        st.builds(Operation, st.sampled_from("+-*/^"), inner, inner),
        st.builds(Call, st.sampled_from(OF_EACH), st.tuples(inner)),
        st.builds(Call, st.sampled_from(many), st.lists(inner, min_size=1, max_size=3).map(tuple)),
    )


def read(text):
    """The tree of a text, or the complaint about it."""
    try:
        return parse(text)
    except ExpressionError as error:
        return error


trees = st.recursive(leaves, larger, max_leaves=12)


@settings(max_examples=tried(60), deadline=None)
@given(trees)
def test_what_is_written_reads_as_the_same(tree):
    text = written(tree)
    found = read(text)
    assert found == tree or (
        isinstance(found, ExpressionError) and ("nested" in found.what or len(text) > LONGEST)
    )


@settings(max_examples=tried(60), deadline=None)
@given(st.text(alphabet="ab1.e()+-*/^, \"'mean−÷", max_size=40))
def test_any_text_is_a_tree_or_a_complaint_with_a_place(text):
    found = read(text)
    if isinstance(found, ExpressionError):
        assert 0 <= found.position <= len(text)
        assert found.what.endswith(".")
        assert found.how_to_fix
    else:
        assert parse(written(found)) == found


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a - b - c", Operation("-", Operation("-", a, b), c)),
        ("a / b / c", Operation("/", Operation("/", a, b), c)),
        ("a + b * c", Operation("+", a, Operation("*", b, c))),
        ("a ^ b ^ c", Operation("^", a, Operation("^", b, c))),
        ("-a ^ 2", Negative(Operation("^", a, Number(2.0)))),
        ("2 ^ -a", Operation("^", Number(2.0), Negative(a))),
        ("-a * b", Operation("*", Negative(a), b)),
        ("(a)", a),
        (".5 + 1e-3", Operation("+", Number(0.5), Number(0.001))),
        ("\"CTLA-4\" / 'Blimp-1'", Operation("/", Name("CTLA-4"), Name("Blimp-1"))),
        ("mean(z(il1))", Call("mean", (Call("z", (Name("il1"),)),))),
        ("max + max(a, b)", Operation("+", Name("max"), Call("max", (a, b)))),
        ("IFNγ", Name("IFNγ")),
    ],
)
def test_precedence_and_names(text, tree):
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "position", "what", "fix"),
    [
        ("a / ", 4, "a value is missing", "Complete"),
        ("", 0, "a value is missing", "Complete"),
        ("log2(a", 4, "opened and not closed", ")"),
        ("a ** 2", 3, "** is no sign", "^"),
        ("1,5 * a", 1, "comma", "1.5"),
        ("log2(1,5)", 0, "takes one value", "1.5"),
        ("lg2(a)", 0, '"lg2" is no function', 'Did you mean "log2"?'),
        ("a ÷ b", 2, '"÷"', "Write /."),
        ("a b", 2, '"b" stands right behind', "+ - * /"),
        ("41BB", 2, '"BB" stands right behind', "quotes"),
        ('"CTLA-4', 0, "quote is opened", "quotes"),
        ("a.real", 1, '"."', "It may hold"),
        ("__import__('os')", 0, "no function", "Valid"),
        ("a[0]", 1, '"["', "It may hold"),
        ("1e999", 0, "too large", "smaller"),
        ("()", 1, "no place here", "before"),
        ("-" * (DEEPEST + 1) + "a", DEEPEST, "nested", "marker of its own"),
        ("(" * 60 + "a" + ")" * 60, DEEPEST, "nested", "marker of its own"),
        ("a+" * LONGEST, LONGEST, "characters", "gene_lists"),
    ],
)
def test_mistakes_have_a_place_and_a_remedy(text, position, what, fix):
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.position == position
    assert what in caught.value.what
    assert fix in caught.value.how_to_fix


def test_the_longest_chain_is_read_and_written():
    text = "+".join(["a"] * (LONGEST // 2))
    assert parse(written(parse(text)).replace(" ", "")) == parse(text)
