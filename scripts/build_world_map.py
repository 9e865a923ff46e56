"""Draw the outline of the world map on the pages of local actions: course/web/static/img/world.svg.

Input: countries-50m.json and land-50m.json of the npm package "world-atlas" (ISC licence; data: Natural Earth, public
domain).

    npm pack world-atlas@2.0.2 && tar xf world-atlas-2.0.2.tgz
    PYTHONPATH=. python scripts/build_world_map.py package > course/web/static/img/world.svg

Choices, and why:
* Land only, no borders and no names: the map takes no position on any boundary.
* Equal Earth keeps areas true, so Africa or South America are not shrunk.
* No country disappears: one too small to survive simplification becomes a dot.
* Antarctica is left out: it has no local governments.
The projection is course/core/world_map.py, which also places the marks.
"""

import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from course.core.world_map import HEIGHT, SOUTH, WIDTH, project

TOLERANCE = 0.55  # smallest triangle (map units squared) that a vertex must span
LEAST_RING = 0.9  # smallest ring area kept as a shape
LEAST_HOLE = 6.0  # smallest area of a lake that is cut out
DOT_BELOW = 1.6  # countries whose drawn area is under this get a dot
NEAR_BOX = 40.0  # a shape whose box is smaller than this shows a small country already
LEAST_VERTICES = 4
HALF = 180.0  # degrees of longitude on each side of Greenwich

Place = tuple[float, float]  # latitude and longitude in degrees
Spot = tuple[float, float]  # x and y of the map


def read_arcs(topology: dict[str, Any]) -> list[list[Place]]:
    """Return the arcs of a TopoJSON file, whose points are steps from one to the next, as places."""
    scale_x, scale_y = topology["transform"]["scale"]
    start_x, start_y = topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x += dx
            y += dy
            line.append((y * scale_y + start_y, x * scale_x + start_x))
        arcs.append(line)
    return arcs


def ring_of(arcs: list[list[Place]], references: list[int]) -> list[Place]:
    places: list[Place] = []
    for reference in references:
        line = arcs[reference] if reference >= 0 else arcs[~reference][::-1]
        places.extend(line[1:] if places else line)
    return places


def polygons_of(geometry: dict[str, Any]) -> Iterator[list[list[int]]]:
    match geometry["type"]:
        case "GeometryCollection":
            for part in geometry["geometries"]:
                yield from polygons_of(part)
        case "Polygon":
            yield geometry["arcs"]
        case "MultiPolygon":
            yield from geometry["arcs"]


def unwrap(ring: list[Place]) -> list[list[Place]]:
    """Make longitudes continuous, then cut the ring where it crosses 180 degrees."""
    unrolled, shift = [ring[0]], 0.0
    for (_, was), (lat, lon) in pairwise(ring):
        if lon - was > HALF:
            shift -= 2 * HALF
        elif was - lon > HALF:
            shift += 2 * HALF
        unrolled.append((lat, lon + shift))
    longitudes = [lon for _, lon in unrolled]
    if min(longitudes) >= -HALF and max(longitudes) <= HALF:
        return [unrolled]
    pieces = [clip(unrolled, turn * 2 * HALF) for turn in (0, 1, -1)]
    return [piece for piece in pieces if len(piece) >= LEAST_VERTICES]


def clip(ring: list[Place], turn: float) -> list[Place]:
    """Keep the part of a ring on one turn around the globe (Sutherland-Hodgman), brought back to the first."""
    for bound, side in ((turn - HALF, 1), (turn + HALF, -1)):
        kept: list[Place] = []
        for (lat, lon), (next_lat, next_lon) in zip(ring, ring[1:] + ring[:1], strict=True):
            inside, next_inside = (lon - bound) * side >= 0, (next_lon - bound) * side >= 0
            if inside:
                kept.append((lat, lon))
            if inside != next_inside:
                kept.append((lat + (next_lat - lat) * (bound - lon) / (next_lon - lon), bound))
        ring = kept
    return [(lat, lon - turn) for lat, lon in ring]


def area_of(ring: list[Spot]) -> float:
    closed = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in closed)) / 2


def triangle_at(ring: list[Spot], index: int) -> float:
    before, here, after = ring[index - 1], ring[index], ring[(index + 1) % len(ring)]
    first = (before[0] - here[0]) * (after[1] - here[1])
    return abs(first - (before[1] - here[1]) * (after[0] - here[0])) / 2


def simplify(ring: list[Spot]) -> list[Spot]:
    """Visvalingam: drop, again and again, the vertices with the smallest triangles, no two neighbours at once."""
    ring = ring[:-1] if ring[0] == ring[-1] else ring[:]
    while len(ring) > LEAST_VERTICES:
        size = len(ring)
        triangles = [triangle_at(ring, index) for index in range(size)]
        small = sorted(index for index in range(size) if triangles[index] < TOLERANCE)
        if not small:
            break
        dropped: set[int] = set()
        for index in sorted(small, key=triangles.__getitem__):
            if not {(index - 1) % size, (index + 1) % size} & dropped:
                dropped.add(index)
            if size - len(dropped) <= LEAST_VERTICES:
                break
        ring = [spot for index, spot in enumerate(ring) if index not in dropped]
    return ring


def written(value: float) -> str:
    """Return a number with one decimal at most, without what a path can do without."""
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    text = "0" if text in {"-0", ""} else text
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def path_of(ring: list[Spot]) -> str:
    """Return a closed path of relative steps; rounding never adds up."""
    at_x, at_y = round(ring[0][0], 1), round(ring[0][1], 1)
    steps = [f"M{written(at_x)} {written(at_y)}l"]
    for spot in ring[1:]:
        x, y = round(spot[0], 1), round(spot[1], 1)
        for step in (x - at_x, y - at_y):
            text = written(step)
            steps.append(text if text.startswith("-") or steps[-1].endswith("l") else f" {text}")
        at_x, at_y = x, y
    return "".join(steps) + "z"


def spots_of(ring: list[Place]) -> list[Spot]:
    points = [project(max(lat, SOUTH), lon) for lat, lon in ring]
    return [(point.x, point.y) for point in points]


def land_of(topology: dict[str, Any]) -> tuple[list[str], list[list[Spot]]]:
    """Return the paths of all land, lakes cut out, and the rings of its shores."""
    arcs = read_arcs(topology)
    paths, shores = [], []
    for polygon in polygons_of(topology["objects"]["land"]):
        for number, references in enumerate(polygon):
            ring = ring_of(arcs, references)
            if max(lat for lat, _ in ring) < SOUTH:
                continue
            for spots in map(spots_of, unwrap(ring)):
                if area_of(spots) < (LEAST_RING if number == 0 else LEAST_HOLE):
                    continue
                simple = simplify(spots)
                paths.append(path_of(simple))
                if number == 0:
                    shores.append(simple)
    return paths, shores


def shows(shore: list[Spot], x: float, y: float) -> bool:
    """Tell whether a spot lies in a small shape, which then shows the country there."""
    xs, ys = [spot[0] for spot in shore], [spot[1] for spot in shore]
    inside = min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys)
    return inside and (max(xs) - min(xs)) * (max(ys) - min(ys)) < NEAR_BOX


def dots_of(topology: dict[str, Any], shores: list[list[Spot]]) -> list[str]:
    """Return a dot for each country that would be too small to be seen."""
    arcs = read_arcs(topology)
    dots = []
    for country in topology["objects"]["countries"]["geometries"]:
        rings = [spots_of(ring_of(arcs, polygon[0])) for polygon in polygons_of(country)]
        if not rings or country.get("properties", {}).get("name") == "Antarctica":
            continue
        largest = max(rings, key=area_of)
        if area_of(largest) >= DOT_BELOW:
            continue
        x, y = (sum(spot[axis] for spot in largest) / len(largest) for axis in (0, 1))
        if not any(shows(shore, x, y) for shore in shores):
            dots.append(f"M{written(x)} {written(y)}h.1")
    return dots


def main(folder: Path) -> None:
    paths, shores = land_of(json.loads((folder / "land-50m.json").read_text()))
    dots = dots_of(json.loads((folder / "countries-50m.json").read_text()), shores)
    sys.stdout.write(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}"><g id="world">'
        f'<path fill="currentColor" fill-rule="evenodd" d="{"".join(paths)}"/>'
        '<path fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" '
        f'd="{"".join(dots)}"/></g></svg>\n'
    )
    sys.stderr.write(f"{len(paths)} shapes, {len(dots)} dots\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
