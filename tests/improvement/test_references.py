"""References stand in the order in which people count."""

from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improvement.references import reference_key

TENS, UNITS = ["", "x", "xx", "xxx"], ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]
ROMAN = [tens + units for tens in TENS for units in UNITS][1:]
PARTS = st.tuples(st.integers(1, 999), st.sampled_from(ascii_lowercase), st.integers(1, 39))


def test_references_are_in_the_order_of_counting() -> None:
    in_order = [
        "1", "1a", "1b", "2a", "5a", "5b", "5b(i)", "5b(ii)", "5b(iii)", "5b(iv)", "5b(v)",
        "5b(ix)", "5b(x)", "5c", "5i", "5j", "10a", "10aa", "10ab",
    ]  # fmt: skip
    backwards = in_order[::-1]
    assert sorted(backwards, key=reference_key) == in_order


@pytest.mark.parametrize("shape", ["5b({})", "5({})", "5B.{}", "5b {} c"])
def test_reference_numerals_count(shape: str) -> None:
    shaped = [shape.format(numeral) for numeral in ROMAN]
    assert sorted(shaped, key=reference_key) == shaped


def test_reference_of_one_letter_is_a_letter() -> None:
    assert sorted(["5x", "5h", "5i", "5v", "5j"], key=reference_key) == [
        "5h", "5i", "5j", "5v", "5x",
    ]  # fmt: skip


def test_reference_that_is_no_numeral_is_letters() -> None:
    assert reference_key("5b(iix)")[0] == reference_key("5b(IIX)")[0]
    assert sorted(["5(iix)", "5(b)", "5(iv)"], key=reference_key) == ["5(iv)", "5(b)", "5(iix)"]


@given(
    st.tuples(
        st.integers(1, 999), st.sampled_from("abcdefghijklmnopqrstuvwxyz"), st.integers(1, 39)
    ),
    st.tuples(
        st.integers(1, 999), st.sampled_from("abcdefghijklmnopqrstuvwxyz"), st.integers(1, 39)
    ),
)
def test_reference_order_is_the_order_of_its_parts(
    left: tuple[int, str, int], right: tuple[int, str, int]
) -> None:
    def written(parts: tuple[int, str, int]) -> str:
        return f"{parts[0]}{parts[1]}({ROMAN[parts[2] - 1]})"

    assert (reference_key(written(left)) < reference_key(written(right))) == (left < right)


@given(st.lists(st.text(max_size=20)))
def test_any_text_can_be_ordered_and_the_order_does_not_depend_on_where_it_began(
    references: list[str],
) -> None:
    backwards = references[::-1]
    assert sorted(references, key=reference_key) == sorted(backwards, key=reference_key)


@given(st.text(max_size=20), st.text(max_size=20))
def test_different_references_have_different_places(left: str, right: str) -> None:
    assert (reference_key(left) == reference_key(right)) == (left == right)
