"""What a case is: a number, a line about it, and a function that looks."""

from dataclasses import dataclass
from typing import Callable


@dataclass
class Case:
    number: int
    what: str
    check: Callable


class NotHere(Exception):
    """The case needs what this machine does not have."""


def listed(cases):
    """@case(12, "hidden folders") adds the function below it to `cases`."""

    def case(number, what):
        def add(check):
            cases.append(Case(number, what, check))
            return check

        return add

    return case
