"""The command `cpo`: plans, exports and campaigns from a terminal. Only what it hands on takes anything from pages.

main     the command, its exit codes, errors as sentences
plan     the answer to the plans of a scenario file
read     what exports say: what was read of them, and what is believed of the next period
score    campaigns of a file of any length
handout  a plan as a report and as a workbook
cluster  the same on a Dask cluster that runs already
written  numbers and intervals as English text, and JSON
"""
