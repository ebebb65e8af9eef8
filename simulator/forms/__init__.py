"""A plan and its tables as flat fields, and those as files.

field_list     the fields, their order, units, defaults, and their values as text
numerals       numbers as text, and which of them have two meanings
headings       names of columns and of parts of a link, as people write them
event_text     events as one text, and the season that they make
fields         a plan as flat named fields and back: for sidebar, link, file and presets
page_fields    the same for what the pages Funnel, Omnichannel and Track ask for
file_notes     what a reader should hear about a scenario file
scenario_file  plans as CSV
table_rows     rows of a small table, edited in place or read from a CSV
segment_file   segments as a table that is edited, and as CSV
event_file     events as a table that is edited, and as CSV
score_parts    a CSV of campaigns of any length in parts, and what its header says
score_file     a part of it with the figures of every row
channel_file   channels as a table and as CSV
packing        text deflated into the letters of an address, and unpacked with care
presets        plans to start from
examples       what a first visit starts from, and which inputs are still an example's
"""
