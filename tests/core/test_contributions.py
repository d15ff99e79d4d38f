"""What the rooms above give to a list of a room below."""

from core.contributions import Contributions


def test_what_is_given_stands_in_the_order_of_its_place() -> None:
    words = Contributions[str]()
    words.add("papers", place=30)
    words.add("actions", "narratives", place=10)
    words.add("figures", place=20)
    words.add("meetings", place=30)
    assert list(words) == ["actions", "narratives", "figures", "papers", "meetings"]
