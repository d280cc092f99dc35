"""Makes the gazetteer's file; nothing here is used at run time. See docs/places.md."""
