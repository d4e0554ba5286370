"""The badge that says whether what another program has recorded is right."""

from nnviz.live.snapshot import RecordedState
from nnviz.ui.checking.badge import VerdictButton
from nnviz.ui.theme.style import set_role
from nnviz.views.recorded_words import checked_words


class ClaimsBadge(VerdictButton):
    """Shows green, red, or grey where nothing could be checked; hidden otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("claims_badge")
        self.setAccessibleName("Claims checked: nothing yet")
        self.setToolTip(
            "Which of the recorded numbers are what nnviz computes from the same "
            "weights and batch. Press to see what is wrong, and why."
        )
        self.hide()

    def show_state(self, state: RecordedState | None) -> None:
        """Show what is known of a recorded iteration; None of a run of nnviz's own."""
        self.setHidden(state is None)
        if state is None:
            return
        words, verdict = checked_words(state), state.verdict
        if verdict is None or not verdict.quantities:
            mark, role = "–", "pending"
        else:
            good = verdict.ok and not verdict.claims.not_finite
            mark, role = ("✓", "good") if good else ("✕", "bad")
        text = f"{mark} {words}"
        if text == self.text():
            return
        self.setText(text)
        self.short_text = f"{mark} {words.removeprefix('claims checked: ')}"
        self.setAccessibleName(words)
        set_role(self, role)
