"""Places as GeoJSON."""

import json

from course.core.formats.geojson import feature_collection, point_feature


def test_longitude_stands_before_latitude():
    feature = point_feature("sfax-desk", lat=34.7406, lon=10.7603, properties={"title": "Ventanilla «única»"})

    collection = json.loads(feature_collection([feature]))

    assert collection == {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": "sfax-desk",
                "geometry": {"type": "Point", "coordinates": [10.7603, 34.7406]},
                "properties": {"title": "Ventanilla «única»"},
            }
        ],
    }


def test_a_collection_of_nothing_is_valid():
    assert json.loads(feature_collection([])) == {"type": "FeatureCollection", "features": []}
