"""A solver of linear programmes that prints nothing."""

import highspy


class SilentSolver(highspy.Highs):
    """HiGHS greets on standard output when its callbacks are switched on; no option comes before
    that.
    """

    def enableCallbacks(self) -> None:
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def make_solver() -> highspy.Highs:
    """A new one."""
    return SilentSolver()  # type: ignore[no-untyped-call]
