"""Ways through the days of one person: every course is a way from the start to the end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

Node = tuple[int, ...]
START: Node = (-1,)
END: Node = ()


class Way(NamedTuple):
    """One or more steps from node to node, the options taken on them, and what they cost."""

    tail: Node
    head: Node
    options: tuple[int, ...]
    cost: int


def shortened(ways: Iterable[Way]) -> list[Way]:
    """Return the same courses in fewer ways: nodes go where that leaves no more of them."""
    net = _Net()
    for way in ways:
        net.add(way)
    nodes = sorted(node for node in net.into if node != END)
    before = len(nodes) + 1
    while len(nodes) < before:
        before = len(nodes)
        nodes = [node for node in nodes if not net.join(node)]
    return [way for node in (START, *nodes) for way in net.out[node]]


class _Net:
    """Ways by the node to which they come, and by the one that they leave."""

    def __init__(self) -> None:
        self.into: dict[Node, dict[Way, None]] = {}
        self.out: dict[Node, dict[Way, None]] = {}

    def add(self, way: Way) -> None:
        self.out.setdefault(way.tail, {})[way] = None
        self.into.setdefault(way.head, {})[way] = None

    def join(self, node: Node) -> bool:
        """Join the ways that meet at a node, unless that makes more of them."""
        come, go = list(self.into[node]), list(self.out[node])
        if len(come) * len(go) >= len(come) + len(go):
            return False
        for one in come:
            del self.out[one.tail][one]
        for other in go:
            del self.into[other.head][other]
        for one in come:
            for other in go:
                options = one.options + other.options
                self.add(Way(one.tail, other.head, options, one.cost + other.cost))
        return True
