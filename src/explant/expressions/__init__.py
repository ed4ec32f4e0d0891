"""The language of derived markers: arithmetic over markers, parsed and evaluated here."""
