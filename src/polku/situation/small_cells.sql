-- Small counts at $depth of areas that are $told or not, that are not blank already together with the column above them.
select guarded.month, guarded.area, guarded.area_kind, guarded.parent, guarded.col
from guarded
join guard_columns as columns on columns.col = guarded.col
join areas on areas.month = guarded.month and areas.number = guarded.area and areas.told = $told
left join blanks on blanks.month = guarded.month and blanks.area = guarded.area and blanks.col = guarded.col
where guarded.small and columns.depth = $depth and blanks.col is null
