"""Reads ``flow.yaml`` into a draft: every key, its shape and its type."""

from collections.abc import Iterable

from bot.dialogue.definition import AGAIN, ANY, RESUMED, STAY, PhotoRules
from bot.dialogue.draft import DraftFlow, DraftState, DraftTransition
from bot.dialogue.forms import Form, FormReader
from bot.dialogue.nearest import did_you_mean
from bot.dialogue.schema import (
    FIELD,
    FLOW,
    FLOW_NAME,
    ITEMS,
    NAME,
    PHOTOS,
    PLACEHOLDER_NAME,
    SCOPES,
    STATE,
    TRANSITION,
)
from bot.fields import Field, FieldType
from bot.findings import Finding
from bot.yamlfile import Mapping, Node, Scalar

_RESERVED_STATES = frozenset({STAY, AGAIN, RESUMED, ANY})


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


class _FlowReader(FormReader):
    """One method for each part of the file."""

    _complete = True

    def flow(self, root: Node, name: str) -> DraftFlow | None:
        form = self.form(root, FLOW, "a flow")
        if form is None:
            return None
        self._flow_name(form.one("flow"), name)
        fields = self._fields(form)
        states = self._states(form)
        return DraftFlow(
            name=name,
            place=form.place,
            allow=self._allow(form),
            photos=self._photos(form),
            items=self._items(form.one("items")),
            fields=fields,
            initial=form.one("initial"),
            states={state.name.value: state for state in states},
            transitions=tuple(self._transitions(form.items("transitions"))),
            renamed=self._renamed(form),
            complete=self._complete and bool(states),
        )

    def _flow_name(self, written: Scalar | None, name: str) -> None:
        if written is None:
            return
        if written.value != name:
            message = f"the flow is called {written.value!r}, its folder {name!r}"
            self.report("F004", written.place, message, f"write `flow: {name}`")
        else:
            self.name(written, FLOW_NAME, "a flow", ())

    def _allow(self, form: Form) -> tuple[str, ...] | None:
        if "allow" not in form.values:
            return None
        return tuple(role.value for role in form.many("allow"))

    def _items(self, items: Scalar | None) -> str | None:
        if items is None:
            return None
        self.name(items, ITEMS, "items", ())
        return items.value

    def _photos(self, form: Form) -> PhotoRules | None:
        node = form.values.get("photos")
        if not isinstance(node, Mapping):
            return PhotoRules() if node else None
        photos = self.form(node, PHOTOS, "photos")
        if photos is None:
            return None
        maximum = self.number(photos.one("max"), lambda number: number > 0)
        scope = photos.one("scope")
        if scope and scope.value not in SCOPES:
            message = f"{scope.value!r} is no scope"
            self.report("F004", scope.place, message, "write session or chat")
        settle = self.timer(photos.one("settle"), zero=True)
        return PhotoRules(
            maximum=maximum or PhotoRules().maximum,
            scope=scope.value if scope else PhotoRules().scope,
            settle_seconds=settle.seconds if settle else None,
        )

    def _fields(self, form: Form) -> dict[str, Field]:
        fields: dict[str, Field] = {}
        for name, node in form.entries("data"):
            self.name(name, PLACEHOLDER_NAME, "a field", ())
            written = self.form(node, FIELD, f"the field {name.value!r}")
            if written:
                fields[name.value] = self._field(written)
            self._complete &= written is not None
        self._complete &= ("data" in form.values) == ("data" in form.keys)
        return fields

    def _field(self, form: Form) -> Field:
        kind = self._field_type(form.one("type"))
        minimum, maximum = self.number(form.one("min")), self.number(form.one("max"))
        if minimum is not None and maximum is not None and minimum > maximum:
            place = form.keys["max"].place
            self.report("F004", place, "max is less than min", "swap the two")
        choices = form.many("choices")
        if kind is FieldType.CHOICE and "choices" not in form.keys:
            hint = "add a line `choices: [a, b]`"
            self.report("F003", form.place, "a choice without choices", hint)
        elif choices and kind not in {FieldType.CHOICE, None}:
            hint = "write `type: choice`, or delete the choices"
            message = f"a {kind} has no choices"
            self.report("F004", form.keys["choices"].place, message, hint)
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
        hint = did_you_mean(written.value, FieldType)
        self.report("F004", written.place, f"no type: {written.value!r}", hint)
        return None

    def _states(self, form: Form) -> list[DraftState]:
        states: dict[str, DraftState] = {}
        for node in form.items("states"):
            written = self.form(node, STATE, "a state")
            name = written.one("name") if written else None
            if written is None or name is None:
                self._complete = False
                continue
            if isinstance(node, Mapping) and node.get("states") is not None:
                self._complete = False
            if first := states.get(name.value):
                hint = f"the first is in line {first.name.place.line}; rename one"
                message = f"there are two states {name.value!r}"
                self.report("F002", name.place, message, hint)
                self._complete = False
                continue
            self.name(name, NAME, "a state", _RESERVED_STATES)
            states[name.value] = self._state(name, written)
        return list(states.values())

    def _state(self, name: Scalar, form: Form) -> DraftState:
        final = self.yes_no(form.one("final"))
        if "resumable" in form.values and not final:
            hint = "write `final: true` too, or delete this line"
            message = "only a final state can be resumable"
            self.report("F004", form.keys["resumable"].place, message, hint)
        for key in ("timeout", "reminder"):
            if final and key in form.values:
                message = f"nothing times out in a final state: {key}"
                self.report("F004", form.keys[key].place, message, "delete this line")
        return DraftState(
            name=name,
            on_enter=form.calls("on_enter"),
            on_exit=form.calls("on_exit"),
            reminder=self.timer(form.one("reminder")),
            timeout=self.timer(form.one("timeout")),
            final=final,
            resumable=self.timer(form.one("resumable")),
        )

    def _transitions(self, nodes: Iterable[Node]) -> Iterable[DraftTransition]:
        for number, node in enumerate(nodes):
            form = self.form(node, TRANSITION, "a transition")
            if form is None:
                continue
            if form.values.get("source") and not form.many("source"):
                hint = "name a state, several, or any"
                message = "a transition from nowhere"
                self.report("F003", form.keys["source"].place, message, hint)
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
                hint = "write `old_state: new_state`"
                self.report("F004", new.place, "one state becomes one state", hint)
        return tuple(pairs)
