"""One module for each job a person does; each call is one transaction."""
