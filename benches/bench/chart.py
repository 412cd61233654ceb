"""results.svg: a panel of bars for each comparison that is drawn. A mark on this library's bar shows the target."""

from __future__ import annotations

from html import escape

from .results import Comparison, Section, Target
from .tables import number, ratio_text

WIDTH, MARGIN, GAP = 1060, 28, 36
PANEL = (WIDTH - 2 * MARGIN - GAP) // 2
NAMES, VALUES, BAR, STEP = 196, 108, 15, 22
BARS = PANEL - NAMES - VALUES
HEAD, LINE = 46, 16
#: The longest bar relative to this library's bar or its target. Longer bars are broken off.
LONGEST = 3.5
#: Lower bounds, not alternatives: they do only a part of the work.
YARDSTICKS = (
    "bare socket",
    "memcpy of the input",
    "memcpy of the body",
    "Python alone",
    "soxr HQ alone, mono floats",
    "rubato alone, mono floats",
    "rubato alone, longest block",
)

STYLE = """
text { font-family: "Helvetica Neue", Helvetica, Arial, "DejaVu Sans", sans-serif; fill: #20262e; font-size: 12px }
.title { font-size: 22px; font-weight: 700 } .quiet { fill: #66707c } .small { font-size: 11px }
.head { font-size: 13.5px; font-weight: 700 } .name { font-size: 11.5px }
.ours { font-size: 11.5px; font-weight: 700; fill: #0b6e66 }
.met { fill: #2a7d3f; font-size: 11px } .missed { fill: #b4431e; font-size: 11px }
"""


def draw(sections: list[Section], machine: dict[str, str]) -> str:
    drawn, tops = [], [100, 100]
    for section in sections:
        for one in section.comparisons:
            if one.drawn:
                column = 0 if tops[0] <= tops[1] else 1
                drawn.append(panel(section, one, MARGIN + column * (PANEL + GAP), tops[column]))
                tops[column] += HEAD + STEP * len(one.values) + LINE * len(one.targets) + 30
    height = max(tops) + 14
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    key = (
        "Shorter is better. The number beside a bar is the median; the one at the right is its multiple of this "
        "library's cost. A mark on a bar is the target."
    )
    machine_line = f"{machine['processor']}; {machine['system']}; {machine['date']}"
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">',
        "<title>This library side by side with what users would pick instead</title>",
        f"<style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        text(MARGIN, 44, "convai, side by side with what users would pick instead", "title"),
        text(MARGIN, 68, key, "quiet"),
    ]
    foot = text(MARGIN, height - 14, machine_line, "quiet small")
    return "\n".join([*head, *drawn, foot, "</svg>"]) + "\n"


def panel(section: Section, one: Comparison, left: int, top: int) -> str:
    marks = sorted(target.at_most * one.median(target.peer) for target in one.targets)
    matters = max([one.median(one.ours), *marks[:1]])
    longest = min(max(one.median(name) for name in one.values), LONGEST * matters)
    scale = BARS / longest
    parts = [text(left, top + 14, section.title, "head"), text(left, top + 31, f"{one.title}, {one.unit}", "quiet")]
    first = top + HEAD
    for row, name in enumerate(sorted(one.values, key=one.median)):
        parts.append(bar(one, name, left, first + row * STEP, scale, [at for at in marks if at <= longest]))
    end = first + STEP * len(one.values)
    for row, target in enumerate(one.targets):
        parts.append(text(left + NAMES, end + 10 + row * LINE, *verdict(one, target)))
    return "\n".join(parts)


def verdict(one: Comparison, target: Target) -> tuple[str, str]:
    here = one.ratio(target.peer)[0]
    met = here <= target.at_most
    asked = f"at most {ratio_text(target.at_most)} of {target.peer}"
    return f"{'✓' if met else '✗'} {asked}: {ratio_text(here)}", "met" if met else "missed"


def bar(one: Comparison, name: str, left: int, top: int, scale: float, marks: list[float]) -> str:
    value, ours = one.median(name), name == one.ours
    length = min(value * scale, BARS)
    x, y = left + NAMES, top + BAR - 3
    fill = "#12a594" if ours else "#e6eaee" if name in YARDSTICKS else "#bcc5cf"
    parts = [
        text(x - 8, y, name, "ours" if ours else "name", "end"),
        f'<rect x="{x}" y="{top}" width="{max(length, 1.5):.1f}" height="{BAR}" rx="2" fill="{fill}"/>',
    ]
    if value * scale > BARS * 1.001:
        cut = x + BARS - 26
        points = f"{cut},{top - 1} {cut + 5},{top - 1} {cut + 1},{top + BAR + 1} {cut - 4},{top + BAR + 1}"
        parts.append(f'<polygon points="{points}" fill="#ffffff"/>')
    for mark in marks if ours else []:
        at, down = x + mark * scale, top + BAR + 4
        parts.append(f'<path d="M{at:.1f} {top - 4}V{down}" stroke="#20262e" stroke-width="1.6"/>')
        length = max(length, mark * scale)
    parts.append(text(x + length + 7, y, number(value), "ours" if ours else "quiet name"))
    if not ours and one.median(one.ours):
        times = number_of_times(value / one.median(one.ours))
        parts.append(text(left + PANEL, y, f"{times}×", "name", "end"))
    return "\n".join(parts)


def number_of_times(value: float) -> str:
    return f"{value:,.0f}" if value >= 9.95 else f"{value:.1f}" if value >= 1.95 else f"{value:.2f}"


def text(x: float, y: float, words: str, style: str = "", anchor: str = "start") -> str:
    kind = f' class="{style}"' if style else ""
    place = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x:.1f}" y="{y:.1f}"{kind}{place}>{escape(words)}</text>'
