"""Reads ``flow.yaml`` into a draft: every key, its shape and its type."""

from collections.abc import Iterable

from bot.dialogue.definition import PhotoRules, VoiceRules
from bot.dialogue.draft import DraftFlow, DraftTransition
from bot.dialogue.forms import Form
from bot.dialogue.nearest import did_you_mean
from bot.dialogue.schema import (
    FIELD,
    FLOW,
    FLOW_NAME,
    ITEMS,
    PHOTOS,
    PLACEHOLDER_NAME,
    TRANSITION,
    VOICES,
)
from bot.dialogue.statereader import StateReader
from bot.fields import Field, FieldType
from bot.findings import Finding, phrase
from bot.yamlfile import Mapping, Node, Scalar


def read_flow(root: Node, *, name: str) -> tuple[DraftFlow | None, list[Finding]]:
    """
    Read a whole ``flow.yaml``.

    Args:
        root: Its root.
        name: The name of its folder, which has to be the flow's.

    Returns:
        The draft and what does not fit; no draft if *root* holds no keys at all.
    """
    reader = _FlowReader()
    draft = reader.flow(root, name)
    return draft, reader.findings


class _FlowReader(StateReader):
    """One method for each part of the file."""

    def flow(self, root: Node, name: str) -> DraftFlow | None:
        form = self.form(root, FLOW, phrase("a_flow"))
        if form is None:
            return None
        self._flow_name(form.one("flow"), name)
        fields = self._fields(form)
        self.read_states(form.items("states"))
        return DraftFlow(
            name=name,
            place=form.place,
            allow=self._allow(form),
            photos=self._photos(form),
            voices=self._voices(form),
            items=self._items(form.one("items")),
            fields=fields,
            initial=form.one("initial"),
            states=self.states,
            composites=self.composites,
            transitions=tuple(self._transitions(form.items("transitions"))),
            renamed=self._renamed(form),
            complete=self.complete and bool(self.states),
        )

    def _flow_name(self, written: Scalar | None, name: str) -> None:
        if written is None:
            return
        if written.value != name:
            self.report(
                "F004",
                written.place,
                "flow_and_folder_differ",
                name=written.value,
                folder=name,
            )
        else:
            self.name(written, FLOW_NAME, phrase("a_flow"), ())

    def _allow(self, form: Form) -> tuple[str, ...] | None:
        if "allow" not in form.values:
            return None
        return tuple(role.value for role in form.many("allow"))

    def _items(self, items: Scalar | None) -> str | None:
        if items is None:
            return None
        self.name(items, ITEMS, phrase("items"), ())
        return items.value

    def _photos(self, form: Form) -> PhotoRules | None:
        node = form.values.get("photos")
        self.complete &= (node is None) == ("photos" not in form.keys)
        if not isinstance(node, Mapping):
            return PhotoRules() if node else None
        photos = self.form(node, PHOTOS, phrase("photos"))
        if photos is None:
            self.complete = False
            return None
        maximum = self.number(photos.one("max"), lambda number: number > 0)
        scope = photos.one("scope")
        if scope and scope.value not in PHOTOS["scope"].known:
            self.report("F004", scope.place, "unknown_scope", value=scope.value)
        elif (
            scope
            and scope.value == "chat"
            and "items" in form.keys
            and photos.keys["scope"].value == "scope"  # misspelt, it is told already
        ):
            self.report("F004", scope.place, "scope_of_publishers")
        settle = self.timer(photos.one("settle"), zero=True)
        return PhotoRules(
            maximum=maximum or PhotoRules().maximum,
            scope=scope.value if scope else PhotoRules().scope,
            settle_seconds=settle.seconds if settle else None,
        )

    def _voices(self, form: Form) -> VoiceRules | None:
        node = form.values.get("voices")
        self.complete &= (node is None) == ("voices" not in form.keys)
        if not isinstance(node, Mapping):
            return VoiceRules() if node else None
        voices = self.form(node, VOICES, phrase("voices"))
        if voices is None:
            self.complete = False
            return None
        maximum = self.number(voices.one("max"), lambda number: number > 0)
        return VoiceRules(maximum=maximum or VoiceRules().maximum)

    def _fields(self, form: Form) -> dict[str, Field]:
        fields: dict[str, Field] = {}
        for name, node in form.entries("data"):
            self.name(name, PLACEHOLDER_NAME, phrase("a_field"), ())
            what = phrase("the_field", name=name.value)
            written = self.form(node, FIELD, what)
            if written:
                fields[name.value] = self._field(written)
            self.complete &= written is not None
        self.complete &= ("data" in form.values) == ("data" in form.keys)
        return fields

    def _field(self, form: Form) -> Field:
        kind = self._field_type(form.one("type"))
        minimum, maximum = self.number(form.one("min")), self.number(form.one("max"))
        if minimum is not None and maximum is not None and minimum > maximum:
            place = form.keys["max"].place
            self.report("F004", place, "max_below_min")
        choices = form.many("choices")
        if kind is FieldType.CHOICE and "choices" not in form.keys:
            self.report("F003", form.place, "choices_missing")
        elif choices and kind not in {FieldType.CHOICE, None}:
            place = form.keys["choices"].place
            self.report("F004", place, "choices_unwanted", type=str(kind))
        return Field(
            type=kind or FieldType.TEXT,
            required=self.yes_no(form.one("required")),
            minimum=minimum,
            maximum=maximum,
            choices=tuple(choice.value for choice in choices),
        )

    def _field_type(self, written: Scalar | None) -> FieldType | None:
        if written is None:
            return None
        if written.value in set(FieldType):
            return FieldType(written.value)
        cure = did_you_mean(written.value, FieldType)
        self.report(
            "F004", written.place, "unknown_type", name=written.value, cure=cure
        )
        return None

    def _transitions(self, nodes: Iterable[Node]) -> Iterable[DraftTransition]:
        for number, node in enumerate(nodes):
            form = self.form(node, TRANSITION, phrase("a_transition"))
            if form is None:
                continue
            if form.values.get("source") and not form.many("source"):
                self.report("F003", form.keys["source"].place, "no_source")
            yield DraftTransition(
                number=number,
                place=form.place,
                trigger=form.one("trigger"),
                sources=form.many("source"),
                dest=form.one("dest"),
                prepare=form.calls("prepare"),
                conditions=form.calls("conditions"),
                unless=form.calls("unless"),
                before=form.calls("before"),
                after=form.calls("after"),
                immediate=self.yes_no(form.one("immediate")),
            )

    def _renamed(self, form: Form) -> tuple[tuple[Scalar, Scalar], ...]:
        pairs = []
        for old, new in form.entries("renamed"):
            if isinstance(new, Scalar):
                pairs.append((old, new))
            else:
                self.report("F004", new.place, "renamed_to_many")
        return tuple(pairs)
