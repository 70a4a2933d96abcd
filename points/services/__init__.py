"""What is done with points, one function per verb."""

from points.services.claims import Recording, adopt_scheme, publish_list, record_entry, reverse_entry

__all__ = ["Recording", "adopt_scheme", "publish_list", "record_entry", "reverse_entry"]
