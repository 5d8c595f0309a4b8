"""Draws docs/terminal.svg: what a terminal shows, as a picture. Needs `pip install rich`.

    taglint check banner.html --color always | python docs/terminal.py "taglint check banner.html" > docs/terminal.svg
"""

import io
import re
import sys

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

THEME = TerminalTheme(
    (17, 21, 26),
    (230, 237, 243),
    [(72, 79, 88), (255, 123, 114), (63, 185, 80), (210, 153, 34), (88, 166, 255), (188, 140, 255), (57, 197, 207), (177, 186, 196)],
    [(110, 118, 129), (255, 161, 152), (86, 211, 100), (227, 179, 65), (121, 192, 255), (210, 168, 255), (86, 212, 221), (240, 246, 252)],
)

console = Console(record=True, width=104, file=io.StringIO(), force_terminal=True, color_system="truecolor")
console.print(Text.assemble(("$ ", "dim"), (sys.argv[1], "bold")))
console.print(Text.from_ansi(sys.stdin.read().rstrip()), soft_wrap=True)
svg = console.export_svg(title="", theme=THEME)
# A picture in a repository loads no fonts from elsewhere.
svg = re.sub(r"@font-face\s*{.*?}", "", svg, flags=re.DOTALL)
svg = svg.replace("Fira Code", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono")
sys.stdout.write("\n".join(line.rstrip() for line in svg.splitlines() if line.strip()) + "\n")
