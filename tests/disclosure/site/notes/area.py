"""The small area of ``hand_made`` as the house mounts it."""

from portal.areas import Area

area = Area(name="notes", title="记录", public="tests.disclosure.site.hand_made:notes_part")
