"""The benchmark's tables as the house mounts them."""

from portal.areas import Area

area = Area(name="tables", title="收支表", public="tests.bench.county:tables_part")
