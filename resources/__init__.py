"""Rule data, letter templates, fonts and icons shipped with the program."""
