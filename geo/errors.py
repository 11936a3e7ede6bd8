"""What can go wrong, said in one sentence each.

A message names the file, the record, what is wrong with it and what would be allowed.
"""


class GeoError(Exception):
    """Any mistake that the command line answers with a sentence instead of a traceback."""

    exit_code = 1


class DataError(GeoError):
    """The facts or the layers are wrong (exit 1).

    Parameters
    ----------
    problems : str or iterable of str
        One sentence each; `check` shows all of them at once.
    """

    def __init__(self, problems):
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__("\n".join(self.problems))


class UsageError(GeoError):
    """The question is wrong: an unknown subject, a date outside the chain (exit 2)."""

    exit_code = 2
