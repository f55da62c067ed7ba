"""Reads the steps of a scenario, and reports what cannot happen in its flow."""

from collections.abc import Collection, Iterable, Mapping

from bot.dialogue.forms import Form, FormReader
from bot.dialogue.nearest import did_you_mean
from bot.dialogue.schema import Key, Shape
from bot.dialogue.steps import Hears, Restarts, Says, Sends, Step, Waits
from bot.findings import Phrase, phrase
from bot.messages import Kind
from bot.yamlfile import Mapping as MappingNode
from bot.yamlfile import Node, Scalar

ENGINE_PREFIX = "engine."
"""Begins the key of a text that is the engine's own."""

MOST_PHOTOS = 100

KINDS: Mapping[str, Kind] = {
    "user": Kind.TEXT,
    "voice": Kind.VOICE,
    "video": Kind.VIDEO,
    "document": Kind.DOCUMENT,
    "location": Kind.LOCATION,
    "sticker": Kind.OTHER,
}
"""What a step may send beside photos, by its key."""

_ONE = Key(shape=Shape.ONE)
_MAPPING = Key(shape=Shape.MAPPING)

_STEPS: Mapping[str, Mapping[str, Key]] = {
    **{name: {name: _ONE, "from": _ONE, "doubled": _ONE} for name in KINDS},
    "photos": {"photos": _ONE, "from": _ONE},
    "bot": {"bot": _ONE, "contains": Key(shape=Shape.MANY), "to": _ONE},
    "wait": {"wait": _ONE},
    "restart": {"restart": _ONE},
}
"""What a step is, by the key that says so, and what may stand beside it."""

_PHOTOS: Mapping[str, Key] = dict.fromkeys(
    ("count", "broken", "missing", "late", "caption", "doubled", "reordered"), _ONE
)


class StepReader(FormReader):
    """
    Reads steps one after the other.

    Attributes:
        keys: Of every text that may be heard.
        people: Who may take part.
        person: Who speaks where nobody else is named.
        speaker: Who spoke last.
    """

    def __init__(self, keys: Collection[str]) -> None:
        super().__init__()
        self.keys = keys
        self.people: Collection[str] = ()
        self.person = self.speaker = ""

    def step(self, node: Node) -> Step | None:
        """The step that *node* says; None if it says none."""
        if not isinstance(node, MappingNode):
            self.report("F004", node.place, "no_step", known=tuple(_STEPS))
            return None
        kinds = [name.value for name, _ in node.entries if name.value in _STEPS]
        if len(kinds) != 1:
            key = "two_steps_in_one" if kinds else "unknown_step"
            self.report("F004", node.place, key, known=tuple(_STEPS))
            return None
        keys = dict(_STEPS[kinds[0]])
        if isinstance(node.get("photos"), MappingNode):
            keys["photos"] = _MAPPING
        form = self.form(node, keys, phrase("a_step", kind=kinds[0]))
        if form is None or kinds[0] not in form.values:
            return None
        return self._read(kinds[0], form)

    def one_of(
        self, written: Scalar | None, known: Iterable[str], what: Phrase
    ) -> None:
        """Report *written* if it is none of *known*, all of which are *what*."""
        known = list(known)
        if written is not None and written.value not in known and not self.full:
            cure = did_you_mean(written.value, known)
            self.report(
                "F004",
                written.place,
                "is_not",
                name=written.value,
                what=what,
                cure=cure,
            )

    def who(self, written: Scalar | None, otherwise: str) -> str:
        """The person that *written* names; *otherwise* if it is absent."""
        self.one_of(written, self.people, phrase("one_of_the_people"))
        return written.value if written else otherwise

    def _read(self, kind: str, form: Form) -> Step:
        if kind == "bot":
            return self._hears(form)
        if kind == "wait":
            timer = self.timer(form.one("wait"))
            return Waits(seconds=(timer and timer.seconds) or 0.0, place=form.place)
        if kind == "restart":
            return Restarts(place=form.place)
        self.speaker = self.who(form.one("from"), self.person)
        return self._sends(form) if kind == "photos" else self._says(kind, form)

    def _says(self, kind: str, form: Form) -> Says:
        written = form.one(kind)
        text = written.value if written else ""
        if kind != "user" and text.lower() == "true":
            text = ""
        return Says(
            who=self.speaker,
            kind=KINDS[kind],
            text=text,
            doubled=self.yes_no(form.one("doubled")),
            place=form.place,
        )

    def _sends(self, form: Form) -> Sends:
        inner = form.values["photos"]
        if isinstance(inner, Scalar):
            photos = Form(values={"count": inner}, place=inner.place)
        else:
            photos = self.form(inner, _PHOTOS, phrase("photos")) or form
        late, caption = self.timer(photos.one("late"), zero=True), photos.one("caption")
        count = self._number(photos, "count", 1, MOST_PHOTOS)
        broken = self._number(photos, "broken", 0, count)
        return Sends(
            who=self.speaker,
            count=count,
            broken=broken,
            missing=self._number(photos, "missing", 0, count - broken),
            late_seconds=(late and late.seconds) or 0.0,
            caption=caption.value if caption else "",
            doubled=self.yes_no(photos.one("doubled")),
            reordered=self.yes_no(photos.one("reordered")),
            place=form.place,
        )

    def _hears(self, form: Form) -> Hears:
        key = form.one("bot")
        said = key.value if key else ""
        if said not in self.keys and f"{ENGINE_PREFIX}{said}" in self.keys:
            said = f"{ENGINE_PREFIX}{said}"
        else:
            self.one_of(key, self.keys, phrase("name_of_a_text"))
        self.speaker = self.who(form.one("to"), self.speaker)
        return Hears(
            who=self.speaker,
            key=said,
            contains=tuple(part.value for part in form.many("contains")),
            place=form.place,
        )

    def _number(self, form: Form, key: str, least: int, most: int) -> int:
        number = self.number(form.one(key), lambda it: least <= it <= most)
        return least if number is None else number
