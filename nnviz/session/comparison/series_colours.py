"""The colours that tell contenders apart, the same in the window and in reports."""

ON_DARK = (
    "#7effe8",
    "#e93172",
    "#b1a441",
    "#98ed37",
    "#b142cf",
    "#f87f9c",
    "#e8aefa",
    "#807626",
)
ON_LIGHT = (
    "#1f968c",
    "#8f1e44",
    "#666c1e",
    "#1f490c",
    "#9f2ebd",
    "#f8417d",
    "#68087f",
    "#a08a21",
)
"""Neither blue nor orange, which are signs, nor the accent."""
