"""An article as a file of another form: one module a form, each a pure function of metadata and document."""
