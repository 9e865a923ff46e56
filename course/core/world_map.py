"""The world map: where a place stands on it, which part of it a set of places needs, and which places share a mark.

The map is drawn in the Equal Earth projection (Šavrič, Patterson and Jenny 2019), which keeps areas true. Its outline,
course/web/static/img/world.svg, is made with the same functions by scripts/build_world_map.py.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_A1, _A2, _A3, _A4, _M = 1.340264, -0.081106, 0.000893, 0.003796, math.sqrt(3) / 2
_NORTH, SOUTH = 84.0, -58.0  # degrees of latitude between which the map is drawn
WIDTH = 1000.0  # of the whole map, in its own units
_REACH = 26.0  # of WIDTH: places nearer than this share a mark, so that a finger hits one of them
_REACH_IN_PART = 42.0  # the same in a part of the map, which phones show smaller
_MARGIN = 60.0  # units of the whole map kept free around the places shown
_LEAST_WIDTH = 360.0  # of a part, in units: the outline is too coarse to be drawn larger
_NEARLY_ALL = 0.8  # a part that would be wider than this share is the whole map


def _raw(lat: float, lon: float) -> tuple[float, float]:
    """Project degrees to the plane of the projection, y upwards."""
    t = math.asin(_M * math.sin(math.radians(lat)))
    t2, t6 = t * t, t**6
    x = math.radians(lon) * math.cos(t) / (_M * (_A1 + 3 * _A2 * t2 + t6 * (7 * _A3 + 9 * _A4 * t2)))
    return x, t * (_A1 + _A2 * t2 + t6 * (_A3 + _A4 * t2))


_SCALE = WIDTH / (2 * _raw(0, 180)[0])
_TOP = _raw(_NORTH, 0)[1]
HEIGHT = float(round((_TOP - _raw(SOUTH, 0)[1]) * _SCALE))


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the map's units: x from the left, y from the top."""

    x: float
    y: float


def project(lat: float, lon: float) -> Point:
    """Return where a place of this latitude and longitude, in degrees, stands on the map."""
    x, y = _raw(lat, lon)
    return Point(WIDTH / 2 + x * _SCALE, (_TOP - y) * _SCALE)


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the map that is shown. `unit` is how long one unit of the whole map is in this part."""

    x: float
    y: float
    width: float
    height: float

    @property
    def unit(self) -> float:
        return self.width / WIDTH

    @property
    def is_part(self) -> bool:
        return self.width < WIDTH

    @property
    def reach(self) -> float:
        """Return the distance, in units, that marks keep from each other."""
        return (_REACH_IN_PART if self.is_part else _REACH) * self.unit

    @property
    def view_box(self) -> str:
        return " ".join(
            f"{value:.1f}".removesuffix(".0") for value in (self.x, self.y, self.width, self.height)
        )


WHOLE = Frame(0, 0, WIDTH, HEIGHT)


def frame_around(points: Sequence[Point]) -> Frame:
    """Return the part of the map that holds all points with room around them, as wide for its height as the map."""
    if not points:
        return WHOLE
    left, right = min(point.x for point in points), max(point.x for point in points)
    top, bottom = min(point.y for point in points), max(point.y for point in points)
    ratio = WIDTH / HEIGHT
    width = max(right - left + 2 * _MARGIN, (bottom - top + 2 * _MARGIN) * ratio, _LEAST_WIDTH)
    if width > _NEARLY_ALL * WIDTH:
        return WHOLE
    height = width / ratio
    x = min(max((left + right - width) / 2, 0), WIDTH - width)
    y = min(max((top + bottom - height) / 2, 0), HEIGHT - height)
    return Frame(x, y, width, height)


def share_marks(points: Sequence[Point], reach: float) -> list[list[int]]:
    """Return which points share a mark, as lists of their indices; the mark stands at the first of a list.

    A point joins the first mark that is nearer than `reach`; marks keep at least that distance from each other.
    """
    marks: list[list[int]] = []
    for index, point in enumerate(points):
        for mark in marks:
            anchor = points[mark[0]]
            if math.hypot(anchor.x - point.x, anchor.y - point.y) < reach:
                mark.append(index)
                break
        else:
            marks.append([index])
    return marks
