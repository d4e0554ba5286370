"""Where ``nnviz`` and ``python -m nnviz`` begin: first of all, signals are obeyed."""

import _signal  # type: ignore[import-not-found]
import os
import sys

# Importing what obeys them takes a moment, in which Ctrl+C needs no traceback. Where it
# is ignored, as by nohup, it stays so.
if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)

from nnviz.cli.signals import Ended, Signals


def main() -> None:
    """Run the command line, and end with its exit status."""
    signals = Signals()
    try:
        signals.obey()
        _occupy_streams()
        # This takes a tenth of a second, in which Ctrl+C may come.
        from nnviz.cli.main import main as run

        try:
            run()
        finally:
            signals.leave()
    except (Exception, Ended) as error:
        status = signals.behind(error)
        if status is None:
            raise
        signals.leave()
        from contextlib import suppress

        # The terminal may be what has gone.
        with suppress(OSError):
            os.write(2, b"nnviz: stopped\n")
        sys.exit(status)


def _occupy_streams() -> None:
    """Keep files that are opened from taking the place of a standard stream.

    Where standard output is closed, writing to it is an error like any other then.
    """
    for number, flags in enumerate((os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, flags)
            if number == 1:
                sys.stdout = open(number, "w", closefd=False)  # noqa: SIM115


if __name__ == "__main__":
    main()
