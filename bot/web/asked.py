"""
What an address asks of a catalog, as far as it makes sense.

A flow says what can be looked for by the types of its fields: a choice is chosen, a
year and an amount lie between two figures, and the first text that is required names
the kind of thing, so it is chosen from what there is. Everything else is found by
words. Nothing here knows what the items are.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bot.fields import Field, FieldType, parse
from bot.web.search import Chip, Filter, Option, Order, Search
from storage.catalogue import Bound, Offered, Question, Wanted

TEXT, SORT, PAGE, LANGUAGE = "q", "sort", "page", "lang"
"""The words of an address that are no fields."""

FROM, TO = "_from", "_to"
"""What follows the name of a field with figures in an address."""

MOST_LETTERS = 100
MOST_WORDS = 8
MOST_DIGITS = 6
MOST_OPTIONS = 100
"""Of how many values one can be chosen; there is no choice among more."""

_RANGES = frozenset({FieldType.YEAR, FieldType.RUPIAH})

Shown = Callable[[str, str | int], str]
"""How the value of a field is written for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    What an address asks for, as far as it makes sense.

    Attributes:
        fields: What can be looked for.
        query: The address, but for the page.
        bounds: What fields have to be.
        order: The field that items are sorted by; None: the newest first.
        page: Which page, from 1.
    """

    fields: Mapping[str, Field]
    query: Mapping[str, str]
    bounds: tuple[Bound, ...]
    order: str | None
    page: int

    @classmethod
    def read(cls, query: Mapping[str, str], fields: Mapping[str, Field]) -> "Asked":
        """Read *query*, where anything may stand."""
        said: dict[str, str] = {}
        text = " ".join(query.get(TEXT, "")[:MOST_LETTERS].split()[:MOST_WORDS])
        if text:
            said[TEXT] = text
        bounds = [_bound(name, known, query, said) for name, known in fields.items()]
        order = query.get(SORT, "")
        if fields_with_figures(fields).intersection({order.removeprefix("-")}):
            said[SORT] = order
        page = query.get(PAGE, "")
        known_page = page.isascii() and page.isdigit() and len(page) <= MOST_DIGITS
        return cls(
            fields=fields,
            query=said,
            bounds=tuple(bound for bound in bounds if bound is not None),
            order=said.get(SORT),
            page=max(1, int(page)) if known_page else 1,
        )

    def wanted(self, tenant: str, *, page: int, limit: int) -> Wanted:
        """The items of *tenant* that it asks for, on *page*."""
        order = self.order or ""
        return Wanted(
            tenant=tenant,
            words=tuple(self.query.get(TEXT, "").split()),
            bounds=self.bounds,
            order=order.removeprefix("-") or None,
            descending=order.startswith("-"),
            skip=(page - 1) * limit,
            limit=limit,
        )

    def question(self, tenant: str) -> Question:
        """The values that the form needs."""
        return Question(
            tenant=tenant,
            texts=tuple(
                name
                for name, known in self.fields.items()
                if known.type is FieldType.TEXT
            ),
            figures=tuple(sorted(fields_with_figures(self.fields))),
        )

    def search(
        self, offered: Offered, shown: Shown, label: Callable[[str], str]
    ) -> Search:
        """
        What the form shows.

        Args:
            offered: What there is.
            shown: How a value is written.
            label: What a field is called.
        """
        filters = [
            self._filter(name, known, offered, shown, label)
            for name, known in self.fields.items()
        ]
        return Search(
            text=self.query.get(TEXT, ""),
            filters=tuple(one for one in filters if one is not None),
            orders=tuple(
                Order(
                    value=sign + name,
                    label=label(name),
                    type=known.type.value,
                    descending=bool(sign),
                )
                for name, known in self.fields.items()
                if known.type in _RANGES
                for sign in ("", "-")
            ),
            order=self.order or "",
            query=self.query,
            chips=tuple(self._chips(shown, label)),
        )

    def _filter(
        self,
        name: str,
        known: Field,
        offered: Offered,
        shown: Shown,
        label: Callable[[str], str],
    ) -> Filter | None:
        if known.type in _RANGES:
            hints = offered.figures.get(name)
            return hints and Filter(
                name=name,
                label=label(name),
                least=self._end(name, FROM, shown),
                most=self._end(name, TO, shown),
                hints=(shown(name, hints[0]), shown(name, hints[1])),
                year=known.type is FieldType.YEAR,
            )
        values = known.choices or offered.texts.get(name, ())
        if not 1 < len(values) <= MOST_OPTIONS and name not in self.query:
            return None
        return Filter(
            name=name,
            label=label(name),
            options=tuple(Option(value=one, label=shown(name, one)) for one in values),
            chosen=self.query.get(name, ""),
        )

    def _end(self, name: str, end: str, shown: Shown) -> str:
        figure = self.query.get(name + end)
        return shown(name, int(figure)) if figure else ""

    def _chips(self, shown: Shown, label: Callable[[str], str]) -> Iterable[Chip]:
        if TEXT in self.query:
            yield Chip(label=self.query[TEXT], without=self._without(TEXT))
        for bound in self.bounds:
            rest = self._without(bound.name, bound.name + FROM, bound.name + TO)
            if bound.equals is not None:
                yield Chip(label=shown(bound.name, bound.equals), without=rest)
                continue
            least, most = bound.least, bound.most
            yield Chip(
                label=label(bound.name),
                least="" if least is None else shown(bound.name, least),
                most="" if most is None else shown(bound.name, most),
                without=rest,
            )

    def _without(self, *names: str) -> Mapping[str, str]:
        return {name: value for name, value in self.query.items() if name not in names}


def searchable(flows: Iterable[Mapping[str, Field]]) -> dict[str, Field]:
    """
    What can be looked for among items with these fields, by name.

    Of two flows that call a field the same, the first says what it is. A field that
    is called like a word of the address itself cannot be looked for.
    """
    found: dict[str, Field] = {}
    for fields in flows:
        kind = next(
            (
                name
                for name, known in fields.items()
                if known.required and known.type is FieldType.TEXT
            ),
            None,
        )
        for name, known in fields.items():
            if known.type in _RANGES or known.type is FieldType.CHOICE or name == kind:
                found.setdefault(name, known)
    return {
        name: known
        for name, known in found.items()
        if name not in {TEXT, SORT, PAGE, LANGUAGE}
    }


def fields_with_figures(fields: Mapping[str, Field]) -> frozenset[str]:
    """Those of *fields* that are looked for between two figures."""
    return frozenset(name for name, known in fields.items() if known.type in _RANGES)


def _bound(
    name: str, known: Field, query: Mapping[str, str], said: dict[str, str]
) -> Bound | None:
    """What the field *name* has to be; what makes sense of it is added to *said*."""
    if known.type not in _RANGES:
        value = query.get(name, "")[:MOST_LETTERS].strip()
        if not value or (known.choices and value not in known.choices):
            return None
        said[name] = value
        return Bound(name=name, equals=value)
    figures = {}
    for end in (FROM, TO):
        # Whoever looks for a year before any there was finds nothing; that is true.
        found = parse(
            query.get(name + end, "")[:MOST_LETTERS], Field(type=FieldType.NUMBER)
        )
        if isinstance(found, int):
            said[name + end] = str(found)
            figures[end] = found
    if not figures:
        return None
    return Bound(name=name, least=figures.get(FROM), most=figures.get(TO))
