-- Small counts at $depth that are not blank already together with the column above them.
select guarded.*
from guarded
left join blanks
    on blanks.measure = guarded.measure
    and blanks.area_kind = guarded.area_kind
    and blanks.area = guarded.area
    and blanks.col = guarded.col
where guarded.small and guarded.depth = $depth and blanks.col is null
