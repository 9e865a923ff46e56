"""Places as GeoJSON (RFC 7946): a collection of points, longitude before latitude, in degrees of WGS 84."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

MEDIA_TYPE = "application/geo+json"


def point_feature(
    identifier: str, *, lat: float, lon: float, properties: Mapping[str, Any]
) -> dict[str, Any]:
    """Return one place with what is told of it."""
    return {
        "type": "Feature",
        "id": identifier,
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": dict(properties),
    }


def feature_collection(features: Iterable[Mapping[str, Any]]) -> str:
    """Return the text of a collection; an empty one is valid."""
    return json.dumps({"type": "FeatureCollection", "features": list(features)}, ensure_ascii=False) + "\n"
