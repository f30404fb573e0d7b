"""Save any map of Folium as one safe file."""
