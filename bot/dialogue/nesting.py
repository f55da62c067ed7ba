"""
States inside states, and which one a name means.

A state made of states is a folder for them: from outside they are called
``form.price``, and where one stands inside ``form``, ``price`` will do. The nearest
one is meant. Nobody is ever in ``form`` itself, so everything is told of the states
inside, and the machine knows no others.
"""

from collections.abc import Iterable, Mapping

DOT = "."


class Nesting:
    """
    The states of a flow by their whole names.

    Args:
        states: Those that people can be in, in the order of the file.
        initial: For each that is made of states, what it calls the one that is
            entered first; None if it does not tell.
    """

    def __init__(
        self, states: Iterable[str], initial: Mapping[str, str | None]
    ) -> None:
        self._states = tuple(states)
        self._initial = initial
        self.names = frozenset((*self._states, *initial))

    def find(self, name: str, inside: str = "") -> str | None:
        """
        The state that *name* means *inside* another; None if there is none.

        Returns:
            The whole name of a state, or of one that is made of states.
        """
        for around in (inside, *reversed(parents(inside)), ""):
            whole = f"{around}{DOT}{name}" if around else name
            if whole in self.names:
                return whole
        return None

    def find_from(self, name: str, sources: Iterable[str]) -> frozenset[str | None]:
        """
        What *name* means behind ``dest`` of a transition from *sources*.

        A name means something else where other states are nearer; None is in the
        answer if it means nothing from one of *sources*.
        """
        scopes = {
            source if source in self._initial else parent(source) for source in sources
        }
        return frozenset(self.find(name, scope) for scope in scopes or {""})

    def states_in(self, whole: str) -> tuple[str, ...]:
        """The states that *whole* is made of, at any depth; itself if of none."""
        if whole not in self._initial:
            return (whole,)
        return tuple(name for name in self._states if whole in parents(name))

    def entered(self, whole: str) -> str | None:
        """
        Where one stands after going to *whole*; None if it is made of no states.

        A first state that is misspelt is taken for the one that stands first.
        """
        while whole in self._initial:
            first = f"{whole}{DOT}{self._initial[whole]}"
            if first not in self.names:
                return next(iter(self.states_in(whole)), None)
            whole = first
        return whole


def parent(name: str) -> str:
    """The composite state around *name*; empty if there is none."""
    return name.rpartition(DOT)[0]


def parents(name: str) -> tuple[str, ...]:
    """The composite states around *name*, the outermost first."""
    parts = name.split(DOT)
    return tuple(DOT.join(parts[:end]) for end in range(1, len(parts)))


def kept(source: str, dest: str, through: str | None) -> frozenset[str]:
    """
    The composite states that one stays in on the way from *source* to *dest*.

    Args:
        source: A state.
        dest: Another, or the same.
        through: The composite state that was named for *dest*, which is left and
            entered anew; None if a state was named.
    """
    common = frozenset(parents(source)).intersection(parents(dest))
    if through is None:
        return common
    return common.intersection(parents(through))
