"""The shared edge: session, guards, village addresses, base form, template filters, error pages."""
