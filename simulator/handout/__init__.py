"""What is handed on: a plan as a workbook that calculates.

formulas  the model at the middle of its inputs as formulas of a spreadsheet, each with its value by the core
workbook  a plan as an Excel workbook
"""
