"""Where places stand on the world map, which part is shown, and which places share a mark."""

import re
from pathlib import Path

import pytest

from course.core.world_map import HEIGHT, WHOLE, WIDTH, Point, frame_around, project, share_marks

OUTLINE = Path(__file__).resolve().parents[2] / "course" / "web" / "static" / "img" / "world.svg"


@pytest.mark.parametrize(
    ("lat", "lon", "x", "y"),
    [
        (34.74, 10.76, 527.3, 115.7),  # Sfax
        (-23.55, -46.63, 375.7, 328.2),  # São Paulo
    ],
)
def test_known_places_stand_where_the_projection_has_them(lat, lon, x, y):
    point = project(lat, lon)

    assert (point.x, point.y) == pytest.approx((x, y), abs=0.06)


def test_the_whole_earth_has_the_shape_of_the_projection():
    """Šavrič, Patterson and Jenny give the ratio of width to height as 2.05458."""
    width = project(0, 180).x - project(0, -180).x
    height = project(-90, 0).y - project(90, 0).y

    assert width == pytest.approx(WIDTH)
    assert width / height == pytest.approx(2.05458, abs=1e-3)


def test_the_outline_is_drawn_in_the_units_of_the_marks():
    assert f'viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}"' in OUTLINE.read_text("utf-8")
    assert len(re.findall('id="world"', OUTLINE.read_text("utf-8"))) == 1


def test_places_all_over_the_world_are_shown_on_the_whole_map():
    assert frame_around([Point(150, 150), Point(850, 300)]) == WHOLE
    assert frame_around([]) == WHOLE


@pytest.mark.parametrize("corner", [(0, 0), (1000, 437), (10, 430), (500, 200)])
def test_a_part_of_the_map_holds_its_places_and_stays_on_the_map(corner):
    frame = frame_around([Point(*corner)])

    assert frame.width < WIDTH
    assert frame.width / frame.height == pytest.approx(WIDTH / HEIGHT)
    assert 0 <= frame.x <= corner[0] <= frame.x + frame.width <= WIDTH + 1e-6
    assert 0 <= frame.y <= corner[1] <= frame.y + frame.height <= HEIGHT + 1e-6


def test_places_within_reach_share_a_mark_at_the_first_of_them():
    points = [Point(100, 100), Point(125, 100), Point(150, 100), Point(100, 100)]

    assert share_marks(points, 26) == [[0, 1, 3], [2]]
