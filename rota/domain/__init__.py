"""What the words mean: frozen values and pure rules, with no files, database or window."""
