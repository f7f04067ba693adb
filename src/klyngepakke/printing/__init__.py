"""From a document to paper: templates, layout, finishing, the bundle."""
