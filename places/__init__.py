"""Text or pin → place: embedded gazetteer first, then a geocoding service through geopy.

The gazetteer holds data of GeoNames, CC BY 4.0: see ATTRIBUTION.md.
"""

from places.coordinates import parse_coordinates
from places.gazetteer import Gazetteer
from places.geocoder import Geocoder, service_address
from places.lookup import Places, build_places
from places.names import name_in
from places.place import Found, Place, PlacesUnavailable

__all__ = [
    "Found",
    "Gazetteer",
    "Geocoder",
    "Place",
    "Places",
    "PlacesUnavailable",
    "build_places",
    "name_in",
    "parse_coordinates",
    "service_address",
]
