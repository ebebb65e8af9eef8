"""Speed and accuracy, measured and printed: `make bench`. Not tests: the machine decides how fast is fast."""
