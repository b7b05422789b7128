"""What a page shows, read from its HTML without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    {"link", "meta", "input", "br", "wbr", "path", "rect", "line", "circle", "polyline"}
)


@dataclass
class Element:
    """An element with its attributes and what is in it."""

    tag: str
    attributes: dict[str, str]
    parts: list[Element | str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All text in it."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def all(self, tag: str = "", **wanted: str) -> Iterator[Element]:
        """The elements in it, at any depth, with this tag and these attributes."""
        for part in self.parts:
            if isinstance(part, str):
                continue
            attributes = {name.replace("_", "-"): value for name, value in wanted.items()}
            if tag in ("", part.tag) and attributes.items() <= part.attributes.items():
                yield part
            yield from part.all(tag, **wanted)

    def of_class(self, name: str) -> Iterator[Element]:
        """The elements in it that have this class."""
        for element in self.all():
            if name in element.attributes.get("class", "").split():
                yield element


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].parts.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def parsed(html: str) -> Element:
    """The whole page. Fails where an element is not closed in its turn."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    [root] = reader.open
    return root
