"""Draws `measured.csv` as `cost.svg`: processor time and memory by the number of creatives, both axes logarithmic."""

import csv
import math
import pathlib

HERE = pathlib.Path(__file__).parent
WIDTH, HEIGHT, LEFT, TOP, INNER, TALL = 720, 360, 80, 30, 560, 260
BLUE, RED = "#1f5fa8", "#b3401f"


def power(value: float) -> str:
    names = {0: "1", 1: "10", 2: "100", 3: "1 k", 4: "10 k", 5: "100 k", 6: "1 M"}
    return names.get(round(math.log10(value)), f"{value:g}")


def main() -> None:
    rows = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(open(HERE / "measured.csv"))]
    low, high = (math.floor(math.log10(rows[0]["creatives"])), math.ceil(math.log10(rows[-1]["creatives"])))
    values = [row[key] for row in rows for key in ("cpu_s", "peak_mb")]
    bottom, top = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

    def x(value: float) -> float:
        return LEFT + INNER * (math.log10(value) - low) / (high - low)

    def y(value: float) -> float:
        return TOP + TALL * (top - math.log10(value)) / (top - bottom)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">',
        "<title>Processor time and peak memory of taglint batch by the number of creatives</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
    ]
    for exponent in range(bottom, top + 1):
        at = y(10**exponent)
        parts.append(f'<path d="M{LEFT} {at:.1f}h{INNER}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{power(10.0**exponent)}</text>')
    for exponent in range(low, high + 1):
        at = x(10**exponent)
        parts.append(f'<path d="M{at:.1f} {TOP}v{TALL}" stroke="#ddd"/>')
        parts.append(f'<text x="{at:.1f}" y="{TOP + TALL + 20}" text-anchor="middle">{power(10.0**exponent)}</text>')
    for key, color, name in (("cpu_s", BLUE, "processor seconds"), ("peak_mb", RED, "peak memory, MB")):
        points = [(x(row["creatives"]), y(row[key])) for row in rows]
        line = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{color}" stroke-width="2"/>')
        parts += [f'<circle cx="{px:.1f}" cy="{py:.1f}" r="4" fill="{color}"/>' for px, py in points]
        px, py = points[0]
        parts.append(f'<text x="{px + 14:.1f}" y="{py + 20:.1f}" fill="{color}">{name}</text>')
    parts.append(f'<text x="{LEFT + INNER / 2}" y="{HEIGHT - 12}" text-anchor="middle">creatives</text></svg>')
    (HERE / "cost.svg").write_text("\n".join(parts) + "\n")


if __name__ == "__main__":
    main()
