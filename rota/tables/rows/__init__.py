"""One module for each kind of file: a row of text in, a domain value or its problems out."""
