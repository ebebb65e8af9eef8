"""`python -m cpo`, where scripts are not on the path."""

from cpo.main import main

main(prog_name="cpo")
