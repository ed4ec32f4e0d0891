from explant.run.between_runs.remembered import MOST, content_key, remembered


def counted(values):
    calls = []

    def compute():
        calls.append(1)
        return values[len(calls) - 1]

    return calls, compute


def test_a_value_is_computed_once_per_key(tmp_path):
    store = tmp_path / "deep" / "store.json"
    calls, compute = counted(["a", "b"])
    assert remembered(store, "k1", compute) == "a"
    assert remembered(store, "k1", compute) == "a"
    assert remembered(store, "k2", compute) == "b"
    assert len(calls) == 2


def test_a_damaged_store_is_begun_anew(tmp_path):
    store = tmp_path / "store.json"
    for damage in ("{", "[1]", '{"k": 3}'):
        store.write_text(damage, encoding="utf-8")
        assert remembered(store, "k", lambda: "fresh") == "fresh"
        assert remembered(store, "k", lambda: "other") == "fresh"


def test_the_store_does_not_grow_without_end(tmp_path):
    store = tmp_path / "store.json"
    for number in range(MOST + 20):
        remembered(store, str(number), lambda: "x")
    calls, compute = counted(["again"])
    remembered(store, str(MOST + 19), compute)
    assert not calls
    assert remembered(store, "0", compute) == "again"


def test_where_nothing_can_be_stored_the_value_is_still_given(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert remembered(tmp_path / "file" / "store.json", "k", lambda: "v") == "v"


def test_the_key_depends_on_names_and_bytes(tmp_path):
    one, other = tmp_path / "a", tmp_path / "b"
    one.write_bytes(b"1")
    keys = {content_key([one]), content_key([other]), content_key([one, other])}
    one.write_bytes(b"2")
    keys.add(content_key([one]))
    assert len(keys) == 4
