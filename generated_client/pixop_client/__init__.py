"""Models, request builders and operation namespaces of the document's API. Generated; edits are overwritten."""
